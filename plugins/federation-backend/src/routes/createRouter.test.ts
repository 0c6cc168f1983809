import { mockServices } from '@backstage/backend-test-utils';
import { definitionOf } from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { echoSpec, T0, twoClusters } from '../__testUtils__/twoClusters';
import { startBackend } from '../__testUtils__/startBackend';
import { thirdPartyFeatures, WIRE } from '../__testUtils__/thirdParty';
import {
  createFederationConditionalDecision,
  federationConditions,
} from '../permissions/rules';
import {
  federationReadPermission,
  FEDERATION_LABEL,
} from '@backstage-federation/plugin-federation-common';

/** One federation in east and west, and one in west alone, whose owner is another. */
async function setUp(
  decision: any = { result: AuthorizeResult.ALLOW },
  mayCreate:
    | AuthorizeResult.ALLOW
    | AuthorizeResult.DENY = AuthorizeResult.ALLOW,
) {
  const { east, west, clusters } = twoClusters();
  let decided = decision;
  const owned = (name: string, owner: string, cluster: string) =>
    specConfigMap(
      echoSpec({
        name,
        owner,
        hub: { cluster, namespace: name },
        members:
          cluster === 'east' ? [{ cluster: 'west', namespace: name }] : [],
      }),
      T0,
    );
  east.put(owned('ours', 'group:default/us', 'east'));
  west.put(owned('theirs', 'group:default/them', 'west'));
  const auditor = mockServices.auditor.mock();
  const event = { success: jest.fn(), fail: jest.fn() };
  auditor.createEvent.mockResolvedValue(event);
  const backend = await startBackend(clusters, {
    features: [
      ...thirdPartyFeatures,
      auditor.factory,
      mockServices.permissions.mock({
        authorizeConditional: async () => [decided],
        authorize: async () => [{ result: mayCreate }],
      }).factory,
    ],
  });
  const decide = (next: any) => {
    decided = next;
  };
  return { east, west, auditor, event, decide, ...backend };
}
const inConditions = (conditions: any) =>
  createFederationConditionalDecision(federationReadPermission, conditions);
const ours = () =>
  inConditions(federationConditions.isOwner({ owners: ['group:default/us'] }));
const DENY = { result: AuthorizeResult.DENY };
const names = (items: any[]) => items.map(({ name }) => name);

describe('the REST API', () => {
  let open: Awaited<ReturnType<typeof setUp>>;
  beforeAll(async () => {
    open = await setUp();
  });

  it('lists federations page by page, with the clusters that they are on', async () => {
    const { get, until } = open;
    const all = await until('/federations', body => body.items.length === 2);
    expect(names(all.items)).toEqual(['ours', 'theirs']);
    expect(names(all.clusters)).toEqual(['east', 'west']);
    const { body: first } = await get('/federations?limit=1');
    expect(names(first.items)).toEqual(['ours']);
    const { body: second } = await get(
      `/federations?limit=1&cursor=${first.nextCursor}`,
    );
    expect(names(second.items)).toEqual(['theirs']);
    expect(second.nextCursor).toBeUndefined();
  });

  it('gives the view of one federation, which no proxy may keep', async () => {
    const { get, until } = open;
    const { view, revision } = await until('/federations/ours', b => b.view);
    expect(view).toMatchObject({
      name: 'ours',
      interconnect: { kind: 'wire', colour: 'red' },
      workload: { kind: 'echo', text: 'hello' },
    });
    expect(revision).toMatch(/^[0-9a-f]{16}$/);
    const answer = await get('/federations/ours');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('filters before it pages, and tells nobody of what they may not read', async () => {
    const { get, until, auditor, event, decide } = await setUp();
    await until('/federations', body => body.items.length === 2);
    decide(ours());
    const { body: list } = await get('/federations');
    expect(names(list.items)).toEqual(['ours']);
    const hidden = await get('/federations/theirs');
    const unknown = await get('/federations/no-such-thing');
    expect(hidden.status).toBe(404);
    expect(unknown.status).toBe(404);
    expect(hidden.body.error.message).toBe(
      unknown.body.error.message.replace('no-such-thing', 'theirs'),
    );
    expect((await get('/federations/theirs/events')).status).toBe(404);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'federation-read',
        meta: { federation: 'theirs' },
      }),
    );
    expect(event.fail).toHaveBeenCalledTimes(2);
  });

  it('refuses what the contract does not allow, naming the parameter', async () => {
    const { get } = open;
    const { status, body } = await get('/federations?limit=many');
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('limit');
  });

  it('says of each cluster which interconnects it has', async () => {
    const { get, east, west, until } = open;
    east.put({
      apiVersion: WIRE.apiVersion,
      kind: WIRE.kind,
      metadata: { name: 'w', namespace: 'ours' },
    });
    west.remove(definitionOf(WIRE));
    const of = (version: unknown, installed: boolean) => [
      {
        kind: 'wire',
        title: 'Wire',
        installed,
        ...(version ? { version } : {}),
      },
    ];
    await until('/clusters', ({ items }) => items[0].interconnects[0].version);
    const { body } = await get('/clusters');
    expect(body.items).toMatchObject([
      { name: 'east', platform: 'kubernetes', interconnects: of('1.0', true) },
      { name: 'west', platform: 'kubernetes', interconnects: of('', false) },
    ]);
  });

  it('lists namespaces without the system’s, and whose sites they hold', async () => {
    const { get, east, until } = open;
    for (const name of ['kube-system', 'openshift', 'ours']) {
      east.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
    const going = { name: 'going', deletionTimestamp: '2026-01-01T00:00:00Z' };
    east.put({ apiVersion: 'v1', kind: 'Namespace', metadata: going });
    east.put({
      apiVersion: WIRE.apiVersion,
      kind: WIRE.kind,
      metadata: {
        name: 'w',
        namespace: 'ours',
        labels: { [FEDERATION_LABEL]: 'ours' },
      },
    });
    const body = await until('/clusters/east/namespaces', ({ items }) =>
      items.some((item: any) => item.federation),
    );
    expect(body.items).toEqual([
      { name: 'default', hasSite: false },
      { name: 'ours', hasSite: true, federation: 'ours' },
      { name: 'retail', hasSite: false },
    ]);
    expect((await get('/clusters/south/namespaces')).status).toBe(404);
  });

  it.each([
    ['to who may read', ours(), AuthorizeResult.DENY, 200],
    ['to who may create', DENY, AuthorizeResult.ALLOW, 200],
    ['to nobody else', DENY, AuthorizeResult.DENY, 403],
  ])('shows clusters %s', async (_who, read, create, status) => {
    const { get, until } = await setUp(read, create as any);
    await until(
      '/clusters',
      ({ items }) => status !== 200 || items.length === 2,
    );
    expect((await get('/clusters')).status).toBe(status);
    expect((await get('/clusters/east/namespaces')).status).toBe(status);
  });

  it.each([
    [
      'who may read all',
      { result: AuthorizeResult.ALLOW },
      ['east', 'west'],
      ['ours', 'theirs'],
    ],
    [
      'who may read in one cluster',
      inConditions(federationConditions.inCluster({ clusters: ['west'] })),
      ['west'],
      ['theirs'],
    ],
    [
      'who may read in one namespace',
      inConditions(federationConditions.inNamespace({ namespaces: ['ours'] })),
      ['east', 'west'],
      ['ours'],
    ],
    ['who may read what is theirs', ours(), ['east', 'west'], ['ours']],
  ])(
    'shows to %s the clusters, namespaces and federations that are allowed, and no others',
    async (_who, read: any, shown, federations) => {
      const { until, west } = await setUp(read, AuthorizeResult.DENY);
      for (const name of ['ours', 'theirs']) {
        const metadata = { name, namespace: name };
        west.put(
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
          {
            apiVersion: WIRE.apiVersion,
            kind: WIRE.kind,
            metadata: { ...metadata, labels: { [FEDERATION_LABEL]: name } },
          },
        );
      }
      const { items } = await until(
        '/clusters',
        body => body.items?.length === shown.length,
      );
      expect(names(items)).toEqual(shown);
      const answer = await until('/clusters/west/namespaces', body =>
        body.items.some((item: any) => item.federation),
      );
      expect(
        answer.items.flatMap((item: any) => item.federation ?? []),
      ).toEqual(federations);
    },
  );

  it('says nothing of a cluster that the caller may not see', async () => {
    const { get } = await setUp(
      inConditions(federationConditions.inCluster({ clusters: ['west'] })),
      AuthorizeResult.DENY,
    );
    const hidden = await get('/clusters/east/namespaces');
    const unknown = await get('/clusters/south/namespaces');
    expect(hidden.status).toBe(404);
    expect(hidden.body.error.message).toBe(
      unknown.body.error.message.replace('south', 'east'),
    );
  });
});
