import { REAPPLY_TEMPLATE } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  assembleFederation,
  Interconnect,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { assemble, LATER, SOON } from '../__fixtures__/assemble';
import {
  condition,
  FLEET_API,
  memberSite,
  networkStatus,
  tokenLink,
} from '../__fixtures__/objects';
import { skupper } from '../skupper';
import {
  cluster,
  connector,
  drop,
  healthy,
  hubStatus,
  listener,
  matched,
  put,
  spec,
  specMap,
} from '../__fixtures__/snapshots';

const { east, west } = healthy();
/** The spec changed a moment ago; all else is as it was for an hour. */
const CHANGED = new Date(LATER.getTime() - 60_000).toISOString();
const changed = (objects: KubeObject[]) =>
  put({
    ...specMap,
    metadata: {
      ...specMap.metadata,
      annotations: { 'backstage-federation.dev/spec-changed-at': CHANGED },
    },
  })(objects.filter(o => o.metadata.name !== hubStatus.metadata.name)).concat(
    hubStatus,
  );
/** Since then all is ready, by what the objects tell. */
const young = (objects: KubeObject[]): KubeObject[] =>
  objects.map(object => {
    const { conditions = [], ...status } = Object(object.status);
    return {
      ...object,
      ...(object.status
        ? {
            status: {
              ...status,
              conditions: conditions.map((one: object) => ({
                ...one,
                lastTransitionTime: new Date(
                  LATER.getTime() - 5_000,
                ).toISOString(),
              })),
            },
          }
        : {}),
    } as KubeObject;
  });

const show = (given: Parameters<typeof assemble>[0]) =>
  assemble({ services: [FLEET_API], ...given });
const causes = ({ findings }: ReturnType<typeof assemble>) =>
  findings.map(({ cause }) => cause);
const went = (object: KubeObject, at = LATER.toISOString()) => ({ object, at });

const PARTS = [
  ['site', 'Site', memberSite()],
  ['link', 'Link', tokenLink()],
  ['listener', 'Listener', listener()],
] as const;

describe('what is not there', () => {
  it.each(PARTS)(
    'is missed at once when it is a %s that was there since the spec changed',
    (part, kind, object) => {
      const view = show({
        east: changed(young(east)),
        west: drop(kind)(young(west)),
        gone: { west: [went(object)] },
      });
      expect(causes(view)).toEqual([`${part}-missing`]);
      const [{ severity, remedy }] = view.findings;
      expect(severity).toBe('error');
      expect(remedy.template?.ref).toBe(REAPPLY_TEMPLATE);
      const rows = {
        site: view.sites[1],
        link: view.links[0],
        listener: view.services[0].listeners[0],
      };
      expect(rows[part].state).toMatchObject({ kind: 'down', word: 'Missing' });
    },
  );

  it('is missed at once when it is the hub’s connector, which alone is named', () => {
    const lost = {
      ...matched,
      conditions: [
        condition('Configured', true),
        condition('Matched', false, 'No matching connectors'),
      ],
    };
    for (const status of [matched, lost]) {
      const view = show({
        east: drop('Connector')(changed(young(east))),
        west: young(put(listener(status))(west)),
        gone: { east: [went(connector())] },
      });
      expect(causes(view)).toEqual(['connector-missing']);
      const [{ title, remedy, subject }] = view.findings;
      expect(title).toBe('Connector "fleet-api" of the hub is missing.');
      expect(subject).toMatchObject({ kind: 'service', id: 'fleet-api' });
      expect(remedy.template?.ref).toBe(REAPPLY_TEMPLATE);
      expect(view.services[0]).toMatchObject({
        state: { kind: 'down' },
        connectors: [{ state: { kind: 'down', word: 'Missing' } }],
        listeners: [
          { state: { kind: 'down', reasonId: 'no-matching-connector' } },
        ],
      });
    }
  });

  it.each(PARTS)(
    'is waited for when it is a %s that has not been there yet, or went before',
    (_part, kind, object) => {
      const before = new Date(Date.parse(CHANGED) - 1_000).toISOString();
      for (const gone of [undefined, { west: [went(object, before)] }]) {
        const view = show({
          east: changed(young(east)),
          west: drop('Link', 'Listener', kind)(young(west)),
          gone,
        });
        expect(causes(view)).toEqual([]);
      }
    },
  );

  it('is waited for when a run that began meanwhile is about to make it', () => {
    const slow = {
      ...listener().metadata,
      deletionTimestamp: new Date(Date.parse(CHANGED) - 1_000).toISOString(),
    };
    const view = show({
      east: changed(young(east)),
      west: drop('Listener')(young(west)),
      gone: { west: [went({ ...listener(), metadata: slow })] },
    });
    expect(causes(view)).toEqual([]);
    expect(view.services[0].listeners[0].state.kind).toBe('progressing');
  });

  describe('after a restart, when nobody remembers it,', () => {
    const late = new Date(LATER.getTime() + 65_000);
    const later = new Date(LATER.getTime() + 125_000);

    it.each([
      ['connector', { east: drop('Connector')(changed(east)) }],
      ['listener', { east: changed(east), west: drop('Listener')(west) }],
    ])(
      'is missed when it is a %s and the site has long been ready',
      (end, given) => {
        expect(causes(show({ ...given, now: LATER }))).toEqual([]);
        expect(causes(show({ ...given, now: late }))).toEqual([
          `${end}-missing`,
        ]);
      },
    );

    it('is missed when it is a link and both sites have long been ready', () => {
      const given = { east: changed(east), west: drop('Link')(west) };
      expect(causes(show({ ...given, now: LATER }))).toEqual([]);
      expect(causes(show({ ...given, now: later }))).toEqual(['link-missing']);
    });

    it('is missed when it is a site and what stood on it is left', () => {
      const given = { east: changed(east), west: drop('Site', 'Link')(west) };
      expect(causes(show(given))).toEqual(['site-missing']);
      const untouched = { ...listener(), status: undefined };
      const made = { ...given, west: [untouched] };
      expect(causes(show(made))).toEqual([]);
    });
  });

  it('is named of each place, also when nothing of a service is left', () => {
    const view = show({
      east: drop('Connector')(east),
      west: drop('Listener')(west),
    });
    expect(causes(view)).toEqual(['connector-missing', 'listener-missing']);
    expect(view.services).toMatchObject([
      { routingKey: 'fleet-api', state: { kind: 'down' } },
    ]);
  });

  it('is named of the hub when a member has a connector of that name', () => {
    const other = connector();
    other.metadata = {
      ...other.metadata,
      namespace: west[0].metadata.namespace,
      labels: {},
    };
    const view = show({
      east: drop('Connector')(east),
      west: [...west, other],
    });
    expect(causes(view)).toContain('connector-missing');
  });

  it('is no news while its site is broken or missing, or its cluster is not heard', () => {
    const bare = drop('Connector')(east);
    expect(causes(show({ east: drop('Site')(bare) }))).toEqual([
      'site-missing',
    ]);
    const refused = memberSite();
    refused.status = {
      status: 'Error',
      conditions: [condition('Configured', 'Error', 'another')],
    };
    const broken = show({ west: put(refused)(drop('Listener', 'Link')(west)) });
    expect(causes(broken)).toEqual(['site-not-configured']);
    const silent = show({ east: bare, eastStatus: { state: 'unreachable' } });
    expect(causes(silent)).toEqual([]);
  });

  it('is a link that goes when its site does, and waited for when that was made anew', () => {
    const fresh = memberSite();
    fresh.metadata = {
      ...fresh.metadata,
      creationTimestamp: LATER.toISOString(),
    };
    const view = show({
      east: changed(young(east)),
      west: young(put(fresh, networkStatus())(drop('Link')(west))),
      gone: {
        west: [
          went(tokenLink(), new Date(LATER.getTime() - 1_000).toISOString()),
        ],
      },
    });
    expect(causes(view)).toEqual([]);
    expect(view.links[0].state.word).toBe('Waiting for the link');
  });

  it('explains what of the workload is not connected', () => {
    const offline = {
      cause: 'worker-offline',
      severity: 'error' as const,
      subject: {
        kind: 'worker',
        id: 'west/flower-supernode-1/worker-1',
        label: 'worker-1',
      },
      title: 'It is offline.',
      explanation: 'Nothing is heard of it.',
      evidence: [],
      remedy: { text: 'Look at it.' },
    };
    const phrase = { text: 'x' };
    const workload = {
      kind: 'workers',
      watches: [],
      services: () => [FLEET_API],
      networkSymptoms: ['worker-offline'],
      assemble: () => ({
        rows: [],
        summary: { starting: phrase, healthy: phrase },
        findings: [offline],
      }),
    } as Partial<Workload> as Workload;
    const causesOf = (east2: KubeObject[], west2: KubeObject[]) =>
      assembleFederation({
        spec,
        clusters: [
          cluster('east', changed(young(east2)), {}, [went(connector())]),
          cluster('west', young(west2), {}, [went(listener())]),
        ],
        evidence: { interconnect: { logs: [] }, workload: { logs: [] } },
        now: LATER,
        interconnect: skupper as Interconnect,
        workload,
      }).findings.map(({ cause }) => cause);
    expect(causesOf(east, west)).toEqual(['worker-offline']);
    expect(causesOf(drop('Connector')(east), west)).toEqual([
      'connector-missing',
    ]);
    expect(causesOf(east, drop('Listener')(west))).toEqual([
      'listener-missing',
    ]);
  });

  it('is not said to be missing at the first steps of a run', () => {
    const view = show({ east: [specMap], west: [], now: SOON });
    expect(view.findings).toEqual([]);
    expect(view.services).toMatchObject([
      { routingKey: 'fleet-api', state: { kind: 'progressing' } },
    ]);
  });
});
