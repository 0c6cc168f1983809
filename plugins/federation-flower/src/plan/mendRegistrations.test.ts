import { ClusterStatus } from '@backstage-federation/plugin-federation-common';
import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  createClusterSnapshot,
  executePlan,
  finishPlan,
  Mend,
  Observed,
} from '@backstage-federation/plugin-federation-node';
import {
  connectInProcess,
  FAST,
  TestApi,
} from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import * as control from '../control';
import { ControlReading } from '../control/types';
import { flower } from '../flower';
import { superLinkObjects, superNodeObjects } from '../objects';
import {
  authorityConfigMap,
  superNodeKeyObject,
} from '../objects/credentialObjects';
import { certificateFacts, makeAuthority } from '../security/certificates';
import { makeSuperNodeKey, sha256 } from '../security/superNodeKey';
import {
  okReading,
  T0,
  testNode,
  testPod,
  testSpec,
} from '../__testUtils__/federation';

jest.mock('../control', () => ({
  ...jest.requireActual('../control'),
  readNodes: jest.fn(),
  registerNode: jest.fn(),
}));
const nodesOf = jest.mocked(control.readNodes);
const register = jest.mocked(control.registerNode);

const spec = testSpec('1.39.0', 'supernode-auth');
const [north] = spec.members;
const keys: Record<string, ReturnType<typeof makeSuperNodeKey>> = {
  north: makeSuperNodeKey('north'),
  west: makeSuperNodeKey('west'),
};
const known = (member: string, change = {}) =>
  testNode('1', { publicKey: keys[member].publicKey, ...change });
const both = ['north', 'west'];

const EARLIER = '2026-11-20T00:00:00Z';
const LATER = '2026-11-22T00:00:00Z';
const created = (object: KubeObject, creationTimestamp: string) => ({
  ...object,
  metadata: { ...object.metadata, creationTimestamp },
});

/** What a member's cluster has of a SuperNode that was registered. */
function objectsOf(
  member: string,
  {
    nodeId = '1',
    authority = 'a',
    at = EARLIER,
  }: { nodeId?: string; authority?: string; at?: string } = {},
) {
  const place = spec.members.find(({ name }) => name === member)!;
  return superNodeObjects(spec, place, place.superNodes[0], 'kubernetes', {
    authority,
    publicKey: sha256(keys[member].publicKey),
    nodeId: nodeId || undefined,
  }).map(object => created(object, at));
}
const [superLink] = superLinkObjects(spec, 'kubernetes');
/** It was made after the SuperNodes: of another one, before, nothing is left. */
const superLinkPod = testPod(superLink);

function mended(
  reading: ControlReading | undefined,
  options: {
    spec?: typeof spec;
    north?: KubeObject[];
    state?: ClusterStatus['state'];
    pod?: KubeObject;
  } = {},
): Mend[] {
  return flower.mend!(
    options.spec ?? spec,
    [
      createClusterSnapshot({ name: 'east', state: 'connected', since: T0 }, [
        options.pod ?? superLinkPod,
      ]),
      ...both.map(name =>
        createClusterSnapshot(
          { name, state: options.state ?? 'connected', since: T0 },
          (name === 'north' && options.north) || objectsOf(name),
        ),
      ),
    ],
    reading,
  );
}

const names = (mends: Mend[]) =>
  mends.map(({ finding }) => finding.params?.names);

describe('which registrations come back without a person', () => {
  it('those of keys that were registered and are known no longer', () => {
    expect(names(mended(okReading()))).toEqual([
      ['north/supernode-1'],
      ['west/supernode-1'],
    ]);
    expect(names(mended(okReading(known('west'))))).toEqual([
      ['north/supernode-1'],
    ]);
    expect(mended(okReading())[0].finding).toMatchObject({
      cause: 'supernode-registered-again',
      severity: 'info',
      subject: {
        kind: 'supernode',
        id: 'north/retail/supernode-1',
        label: 'north/supernode-1',
      },
    });
  });

  it.each<[string, ControlReading | undefined, Parameters<typeof mended>[1]]>([
    ['all are known', okReading(known('north'), known('west')), {}],
    [
      'it was unregistered',
      okReading(known('north', { status: 'unregistered' }), known('west')),
      {},
    ],
    ['nobody was asked', undefined, {}],
    ['nobody answers', { state: 'failed', reason: 'silent', since: T0 }, {}],
    [
      'a stranger answers',
      {
        ...okReading(),
        certificate: {
          hosts: [],
          notAfter: T0,
          fingerprint: 'ab',
          trusted: false,
        },
      } as ControlReading,
      {},
    ],
    [
      'keys are not asked for',
      okReading(),
      { spec: testSpec('1.39.0', 'tls') },
    ],
    [
      'it never was registered',
      okReading(known('west')),
      { north: objectsOf('north', { nodeId: '' }) },
    ],
    [
      'the SuperLink remembers others from before its pod',
      okReading(known('west', { registeredAt: EARLIER })),
      {},
    ],
    [
      'its pod is that of the registrations',
      okReading(),
      { pod: created(superLinkPod, EARLIER) },
    ],
    [
      'no pod of a SuperLink is ready',
      okReading(),
      { pod: testPod(superLink, { containerState: { waiting: {} } }) },
    ],
    [
      'its Deployment is newer than the SuperLink’s pod',
      okReading(known('west')),
      { north: objectsOf('north', { at: LATER }) },
    ],
    ['no member answers', okReading(), { state: 'stale' }],
    ['there is none', okReading(known('west')), { north: [] }],
    [
      'its Deployment is of others',
      okReading(known('west')),
      {
        north: objectsOf('north').map(object => ({
          ...object,
          metadata: { ...object.metadata, labels: {} },
        })),
      },
    ],
  ])('none where %s', (_, reading, options) => {
    expect(mended(reading, options)).toEqual([]);
  });
});

describe('registrations that come back without a person', () => {
  const shutdown = new AbortController();
  let ca: string;
  beforeAll(async () => {
    ca = (await makeAuthority('a', new Date(T0))).certificate;
  });
  afterAll(() => shutdown.abort());

  /** A hub whose SuperLink knows nobody, and a member that was registered. */
  function lostRegistrations(options: { secret?: KubeObject } = {}) {
    const listed: ReturnType<typeof testNode>[] = [known('west')];
    nodesOf.mockImplementation(async () => [...listed]);
    register.mockReset();
    register.mockImplementation(async (_, publicKey) => {
      listed.push(testNode('77', { publicKey, status: 'registered' }));
      return '77';
    });
    const authority = certificateFacts(ca)!.fingerprint;
    const objects = objectsOf('north', { authority });
    const hub = authorityConfigMap(spec, { namespace: 'retail' }, ca);
    const there = { namespace: 'retail', member: 'north' };
    const east = new TestApi('east', {
      namespaces: ['retail'],
      objects: [superLinkPod, hub],
    });
    const member = new TestApi('north', {
      namespaces: ['retail'],
      objects: [
        authorityConfigMap(spec, there, ca),
        options.secret ??
          superNodeKeyObject(spec, north, 'supernode-1', keys.north),
      ],
    });
    const clusters = connectInProcess([east, member], FAST);
    const apply = (changed: KubeObject[]) =>
      Promise.all(changed.map(one => clusters.get('north').apply(one, {})));
    const run = async () => {
      const lists = [kube.deployment, kube.networkPolicy].map(type =>
        clusters
          .get('north')
          .list(type, { namespace: 'retail', managers: true }),
      );
      const observed: Observed = {
        clusters: {
          east: { objects: [] },
          north: { objects: (await Promise.all(lists)).flat() },
        },
      };
      const [mend] = mended(okReading(known('west')));
      const plan = finishPlan(spec.name, mend.steps(observed));
      const { signal } = shutdown;
      return executePlan(plan, { clusters, signal });
    };
    const template = () =>
      (member.object('Deployment', 'retail', 'supernode-1') as any).spec
        .template;
    return { member, objects, apply, run, template };
  }

  it('are made with the key that the Secret holds, and the SuperNode starts anew', async () => {
    const { member, objects, apply, run, template } = lostRegistrations();
    await apply(objects);
    const before = template();
    const secret = member.object('Secret', 'retail', 'supernode-1-key');
    const { changed, steps } = await run();
    expect(steps.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['north/supernodes-registered', 'created'],
      ['north/supernodes', 'changed'],
    ]);
    expect(changed).toBe(2);
    expect(register.mock.calls.map(([, key]) => key)).toEqual([
      keys.north.publicKey,
    ]);
    expect(template()).toEqual({
      ...before,
      metadata: {
        ...before.metadata,
        annotations: {
          ...before.metadata.annotations,
          'backstage-federation.dev/node-id': '77',
        },
      },
    });
    expect(member.object('Secret', 'retail', 'supernode-1-key')).toEqual(
      secret,
    );
    expect((await run()).changed).toBe(0);
  });

  it('leave a Deployment alone of which more would change', async () => {
    const { objects, apply, run, template } = lostRegistrations();
    const [deployment, policy] = objects as any[];
    const { template: wanted } = deployment.spec;
    const [container] = wanted.spec.containers;
    const image = 'flwr/supernode:1.38.0';
    await apply([
      {
        ...deployment,
        spec: {
          ...deployment.spec,
          template: {
            ...wanted,
            spec: { ...wanted.spec, containers: [{ ...container, image }] },
          },
        },
      },
      policy,
    ]);
    const before = template();
    const { steps } = await run();
    expect(steps.map(({ id }) => id)).toEqual(['north/supernodes-registered']);
    expect(register).toHaveBeenCalledTimes(1);
    expect(template()).toEqual(before);
  });

  it('never are of another key than the one that was registered', async () => {
    const { objects, apply, run } = lostRegistrations({
      secret: superNodeKeyObject(
        spec,
        north,
        'supernode-1',
        makeSuperNodeKey('exchanged'),
      ),
    });
    await apply(objects);
    await expect(run()).rejects.toThrow(
      /supernode-1-key .*holds another key than SuperNode supernode-1 was registered with/,
    );
    expect(register).not.toHaveBeenCalled();
  });
});
