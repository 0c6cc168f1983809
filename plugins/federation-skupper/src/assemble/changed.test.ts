import { REAPPLY_TEMPLATE } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { assemble, LATER, SOON } from '../__fixtures__/assemble';
import {
  condition,
  FLEET_API,
  hubSite,
  networkStatus,
  tokenLink,
} from '../__fixtures__/objects';
import { AT, edited, held } from '../__fixtures__/changed';
import { withSpec, withStatus } from '../__fixtures__/said';
import {
  connector,
  healthy,
  listener,
  matched,
  put,
} from '../__fixtures__/snapshots';

const { east, west } = healthy();
const show = (given: Parameters<typeof assemble>[0]) =>
  assemble({ services: [FLEET_API], ...given });
const said = ({ findings }: ReturnType<typeof assemble>) =>
  findings.map(({ cause, severity }) => `${cause} ${severity}`);

describe('what somebody changed', () => {
  it('is nothing when all is as it was applied', () => {
    const all = (objects: KubeObject[]) =>
      objects.map(object =>
        ['Connector', 'Listener', 'Link', 'Site'].includes(object.kind)
          ? held(object)
          : object,
      );
    expect(said(show({ east: all(east), west: all(west) }))).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['port', { port: 9999 }, 'spec.port is 9999 instead of 9092'],
    [
      'selector',
      { selector: 'app=other' },
      'spec.selector is "app=other" instead of "app=superlink"',
    ],
    [
      'routing key',
      { routingKey: 'other' },
      'spec.routingKey is "other" instead of "fleet-api"',
    ],
  ])('is the one cause when it is a connector’s %s', (_what, change, text) => {
    for (const status of [
      matched,
      undefined,
      {
        ...matched,
        conditions: [
          condition('Configured', 'Error', 'No matches for selector'),
        ],
      },
    ]) {
      const view = show({ east: put(edited(connector(status), change))(east) });
      expect(said(view)).toEqual(['connector-changed error']);
      const [finding] = view.findings;
      expect(finding).toMatchObject({
        title: `Connector "fleet-api" of the hub was changed by "kubectl-edit": ${text}.`,
        subject: { kind: 'service', id: 'fleet-api' },
        evidence: [
          {
            source: 'east/flower-openshift-demo Connector fleet-api',
            at: AT,
          },
        ],
        remedy: {
          template: { ref: REAPPLY_TEMPLATE, formData: { takeOver: true } },
        },
      });
      expect(view.services).toMatchObject([
        {
          routingKey: 'fleet-api',
          state: { kind: 'down' },
          connectors: [{ name: 'fleet-api', state: { kind: 'down' } }],
        },
      ]);
    }
  });

  it.each<[string, object]>([
    ['port', { port: 9999 }],
    ['host', { host: 'other' }],
    ['routing key', { routingKey: 'other' }],
  ])('is the one cause when it is a listener’s %s', (_what, change) => {
    const lonely = {
      ...matched,
      conditions: [
        condition('Configured', true),
        condition('Matched', false, 'No matching connectors'),
      ],
    };
    for (const status of [matched, lonely, undefined]) {
      const view = show({ west: put(edited(listener(status), change))(west) });
      expect(said(view)).toEqual(['listener-changed error']);
      expect(view.findings[0].remedy.template?.formData).toEqual({
        takeOver: true,
      });
      expect(view.services).toMatchObject([
        { routingKey: 'fleet-api', listeners: [{ state: { kind: 'down' } }] },
      ]);
    }
  });

  it.each([
    ['east', connector(), { port: 9999 }, 'connector-changed'],
    ['east', connector(), { selector: 'app=other' }, 'connector-changed'],
    ['west', listener(), { port: 9999 }, 'listener-changed'],
    ['west', listener(), { host: 'other' }, 'listener-changed'],
  ])(
    'is the one cause in the %s when somebody has made it anew, and otherwise (%#)',
    (side, end, change, cause) => {
      const anew = edited(end, change);
      anew.metadata.labels = {};
      const view = show({ [side]: put(anew)(side === 'east' ? east : west) });
      expect(said(view)).toEqual([`${cause} error`]);
      expect(view.findings[0].remedy.template?.formData).toEqual({
        takeOver: true,
        adopt: true,
      });
      expect(view.services[0].state.kind).toBe('down');
    },
  );

  it('is not said of what was there before, and a run is about to take over', () => {
    const before = edited(connector(), { port: 9999 });
    before.metadata.labels = {};
    before.metadata.owners![0].time = '2025-12-31T00:00:00Z';
    const given = { east: put(before)(east) };
    expect(said(show({ ...given, now: SOON }))).toEqual([]);
    expect(said(show(given))).toEqual(['connector-changed info']);
  });

  it('is a label that was taken off, as nothing says any more whose it is', () => {
    const bare = held(connector());
    bare.metadata.labels = {};
    const [finding, ...others] = show({ east: put(bare)(east) }).findings;
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      cause: 'connector-changed',
      severity: 'info',
      remedy: { template: { formData: { adopt: true } } },
    });
    expect(said(show({ east: put(bare)(east), now: SOON }))).toEqual([]);
    const label = 'backstage-federation.dev/federation';
    bare.metadata.labels = { [label]: 'other' };
    expect(said(show({ east: put(bare)(east) }))).toEqual([]);
  });

  it('keeps the words for what has its own, and adds who did it as a note', () => {
    const none = edited(connector(undefined), { selector: '' });
    expect(said(show({ east: put(none)(east) }))).toEqual([
      'connector-changed info',
      'connector-without-target error',
    ]);
  });

  it('is a note where it does no harm', () => {
    const view = show({
      west: put(edited(tokenLink(), { cost: 7 }))(west),
    });
    expect(said(view)).toEqual(['link-changed info']);
    expect(view.findings[0].title).toBe(
      'The link of supernode-1 was changed by "kubectl-edit": spec.cost is 7 instead of 1.',
    );
    expect(view.links[0].state.kind).toBe('ready');
    const open = edited(hubSite(), { linkAccess: 'nodeport' });
    expect(said(show({ east: put(open)(east) }))).toEqual([
      'site-changed info',
    ]);
  });

  it('is the cause when nothing can link to the hub any more', () => {
    const shut = edited(hubSite(), { linkAccess: 'none' });
    const lost = withStatus(
      tokenLink(),
      condition('Configured', true),
      condition('Operational', false, 'Not operational', AT),
    );
    const view = show({ east: put(shut)(east), west: put(lost)(west) });
    expect(said(view)).toEqual(['site-changed error']);
    expect(view.sites[0].state.kind).toBe('down');
  });

  it.each<[string, string, string, object]>([
    ['certificate', '-skupper-router', 'Secret', { tlsCredentials: 'other' }],
    [
      'certificate',
      '-skupper-router',
      'endpoints',
      { endpoints: [{ name: 'inter-router', host: 'other', port: '1' }] },
    ],
    ['token', '', 'Secret', { tlsCredentials: 'other' }],
  ])(
    'is the cause when a link by %s%s is down, and its %s was changed',
    (mode, suffix, _what, change) => {
      const lost = withStatus(
        edited(tokenLink(), change),
        condition('Configured', true),
        condition('Operational', false, 'Not operational', AT),
      );
      lost.metadata = {
        ...lost.metadata,
        name: `link-superlink-interconnect${suffix}`,
        annotations: {
          ...lost.metadata.annotations,
          'backstage-federation.dev/link-mode': mode,
        },
      };
      const status = networkStatus({ status: 'down' });
      const view = show({ west: put(lost, status)(west) });
      expect(view.links[0].state.kind).toBe('down');
      expect(view.findings).toMatchObject([
        { cause: 'link-changed', severity: 'error', subject: { kind: 'link' } },
      ]);
    },
  );

  it('is not said of a link whose cost a run is about to change', () => {
    const fields = { 'f:spec': { 'f:cost': {} } };
    const link = withSpec(held(tokenLink()), { cost: 7 });
    // The controller made it, before the spec was changed.
    link.metadata.owners = [
      { manager: 'controller', time: '2025-12-31T00:00:00Z', fields },
    ];
    const given = { west: put(link)(west) };
    expect(said(show({ ...given, now: SOON }))).toEqual([]);
    expect(show({ ...given, now: LATER }).findings).toMatchObject([
      {
        cause: 'link-changed',
        text: 'link-changed.unapplied',
        severity: 'info',
      },
    ]);
  });
});
