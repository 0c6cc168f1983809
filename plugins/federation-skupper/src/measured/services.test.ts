import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { FLEET_API, guideSpec, observedOf } from '../__fixtures__/objects';
import { readRecording } from '../__testUtils__/replay';
import { always } from '../facts/overdue';
import { diagnoseConnector } from '../diagnose/connector';
import { diagnoseListener } from '../diagnose/listener';
import { SkupperConnector, SkupperListener } from '../types';
import { problemsOf } from '../validate';
import {
  Explained,
  HOUR,
  explanationOf,
  textOf,
  viewAt,
} from '../__testUtils__/explained';
import { specsOf } from '../__fixtures__/plans';

const BROKEN = 'links, listeners and connectors that cannot work';
const PAIR = 'connectors and listeners';
const EDITS = 'connectors whose selectors are edited';
const west = { cluster: 'c3', namespace: 'e-bind2', label: 'west' };

/** The last state that a real controller gave to an object. */
function recorded<T extends SkupperListener | SkupperConnector>(
  kind: string,
  name: string,
): T {
  const states = readRecording('errors-link-listener-connector').entries.filter(
    ({ object, type }) =>
      type !== 'DELETED' &&
      object?.kind === kind &&
      object.metadata.name === name,
  );
  return states[states.length - 1].object as T;
}

describe('listeners and connectors: explained', () => {
  it.each<[string, string, 'found' | 'missing', string, RegExp]>([
    [
      'a host that is no DNS label: no Service, and no hint',
      'badhost',
      'missing',
      'listener-service-missing',
      /no Service "1bad_Host".*lower case letters/,
    ],
    [
      'port 0: the same',
      'port0',
      'missing',
      'listener-service-missing',
      /port from 1 to 65535/,
    ],
    [
      'port 70000: the same',
      'port70000',
      'missing',
      'listener-service-missing',
      /port from 1 to 65535/,
    ],
    [
      'a listener whose TLS Secret is missing waits for ever',
      'tls',
      'found',
      'no-matching-connector',
      /TLS with Secret "[^"]+": when that is missing/,
    ],
  ])('%s', (_line, name, service, cause, says) => {
    const [finding, ...more] = diagnoseListener({
      place: west,
      end: recorded('Listener', name),
      overdue: always,
      service,
    }).findings;
    expect([finding.cause, more]).toEqual([cause, []]);
    expect(textOf(finding)).toMatch(says);
  });

  it.each<[string, string, string, RegExp]>([
    [
      'a selector that cannot be read: no status',
      'badsel',
      'connector-selector-invalid',
      /no label selector.*"app=superlink/,
    ],
    [
      'an empty selector: accepted',
      'emptysel',
      'connector-without-target',
      /leads nowhere/,
    ],
    [
      'an empty host: accepted',
      'emptyhost',
      'connector-without-target',
      /leads nowhere/,
    ],
    [
      'a selector without pods: no status',
      'nopod',
      'connector-no-pods',
      /No ready pod.*"app=none" in namespace "e-bind2"/,
    ],
    [
      'a connector whose TLS Secret is missing waits for ever',
      'tls',
      'no-matching-listener',
      /TLS with Secret "[^"]+": when that is missing/,
    ],
  ])('%s', (_line, name, cause, says) => {
    const [finding, ...more] = diagnoseConnector({
      place: west,
      end: recorded('Connector', name),
      overdue: always,
    }).findings;
    expect([finding.cause, more]).toEqual([cause, []]);
    expect(textOf(finding)).toMatch(says);
  });

  it.each<[string, Explained]>([
    [
      'the name of a listener’s Service is taken',
      {
        scene: BROKEN,
        t: 40,
        finds: ['link-without-endpoint', 'listener-service-taken'],
        says: /name "taken" is taken.*Delete Service "taken"/,
      },
    ],
    [
      'when it is free, the listener gets it at the next resync',
      { scene: BROKEN, t: 54, finds: ['link-without-endpoint'] },
    ],
    [
      'one host and port twice',
      {
        scene: BROKEN,
        t: 68,
        finds: ['link-without-endpoint', 'listener-duplicate'],
        says: /same host and port as listener "a"/,
      },
    ],
    [
      'when the first goes, the other takes over',
      { scene: BROKEN, t: 84, finds: ['link-without-endpoint'] },
    ],
    [
      'a connector without pods',
      {
        scene: PAIR,
        t: 10,
        laterMs: HOUR,
        finds: ['connector-no-pods'],
        says: /"app=backend"/,
      },
    ],
    [
      'pods that are not ready',
      { scene: PAIR, t: 14, laterMs: HOUR, finds: ['connector-no-pods'] },
    ],
    ['both ends there: nothing is wrong', { scene: PAIR, t: 29, finds: [] }],
    [
      'all pods lost, and the listener loses its connector: one cause',
      { scene: PAIR, t: 41, laterMs: HOUR, finds: ['connector-no-pods'] },
    ],
    [
      'a routing key that nobody serves',
      {
        scene: PAIR,
        t: 121,
        laterMs: HOUR,
        finds: ['no-matching-connector', 'no-matching-connector'],
      },
    ],
  ])('%s', (_line, row) => {
    expect(explanationOf(row)).toEqual(row);
  });

  it('a selector edited to one without pods: the old state stays, and is not believed', () => {
    const [x] = viewAt(EDITS, 47, HOUR).services;
    expect(x.connectors[0].state).toMatchObject({
      kind: 'progressing',
      reason: expect.stringContaining('no pod may match the selector'),
    });
    const object = readRecording('connector-edits').entries.find(
      ({ t, object: o }) => t > 4.39 && o?.metadata.name === 'x',
    )!.object as SkupperConnector;
    // A run that waits for it is told.
    expect(
      diagnoseConnector({
        place: west,
        end: object,
        overdue: always,
      }).findings.map(f => f.cause),
    ).toEqual(['connector-no-pods']);
  });
});

describe('listeners and connectors: prevented', () => {
  const inWest = (kind: string, name: string, spec: object): KubeObject => ({
    apiVersion: kind === 'Service' ? 'v1' : 'skupper.io/v2alpha1',
    kind,
    metadata: { name, namespace: 'flower-supernode-1' },
    spec,
  });

  it.each<[string, KubeObject, RegExp]>([
    [
      'a taken Service name',
      inWest('Service', 'fleet-api', {}),
      /Service "fleet-api" that Skupper did not make/,
    ],
    [
      'one host and port twice',
      inWest('Listener', 'mine', { host: 'fleet-api', port: 9092 }),
      /Listener "mine" with host "fleet-api" and port 9092/,
    ],
  ])('%s', (_line, object, message) => {
    expect(
      problemsOf(guideSpec(), [FLEET_API], observedOf([], [object])),
    ).toEqual([expect.stringMatching(message)]);
  });

  it.each<[string, object, RegExp]>([
    ['a host that is no DNS label', { host: '1bad_Host' }, /must be a Service/],
    ['port 0', { port: 0 }, /port 0 must be 1 to 65535/],
    ['port 70000', { port: 70000 }, /port 70000 must be 1 to 65535/],
    ['an empty selector', { selector: {} }, /must name at least one label/],
  ])('%s', (_line, change, message) => {
    expect(
      problemsOf(guideSpec(), [{ ...FLEET_API, ...change }], observedOf()),
    ).toEqual([expect.stringMatching(message)]);
  });

  it('TLS Secrets of listeners and connectors: no plan asks for them', () => {
    for (const spec of [...specsOf('Listener'), ...specsOf('Connector')]) {
      expect(spec).not.toHaveProperty('tlsCredentials');
    }
  });
});
