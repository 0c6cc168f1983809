import {
  phraseIn,
  REAPPLY_TEMPLATE,
  reasonOf,
  Wording,
  wordOf,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { LogEvidence } from '@backstage-federation/plugin-federation-node';
import { assemble, SOON } from '../__fixtures__/assemble';
import {
  HUB_UID,
  condition,
  grant,
  memberSite,
  networkStatus,
  routerPod,
  tokenLink,
} from '../__fixtures__/objects';
import {
  cluster,
  connector,
  drop,
  healthy,
  listener,
  matched,
  put,
  service,
  spec,
  specMap,
} from '../__fixtures__/snapshots';
import { SKUPPER_API } from '../resources';
import { wantedRouterLogs } from './wantedLogs';

const { east, west } = healthy();
const causes = (view: ReturnType<typeof assemble>) =>
  view.findings.map(f => f.cause);

describe('assembleSkupper', () => {
  it('shows a healthy network, and nothing wrong with it', () => {
    const view = assemble();
    expect(view.findings).toEqual([]);
    expect(view.sites).toMatchObject([
      {
        id: HUB_UID,
        role: 'hub',
        state: { kind: 'ready', word: 'Ready' },
        endpoint: '198.51.100.7:55671',
        version: '2.2.1',
        linksIn: 1,
        linksOut: 0,
      },
      { role: 'member', member: 'supernode-1', linksIn: 0, linksOut: 1 },
    ]);
    expect(view.links).toMatchObject([
      {
        id: 'west/flower-supernode-1/link-superlink-interconnect',
        from: { label: 'supernode-1' },
        to: { label: 'hub', siteId: HUB_UID },
        state: { kind: 'ready', word: 'Operational' },
        cost: 1,
      },
    ]);
    expect(view.view).toMatchObject({
      kind: 'skupper',
      links: {
        'west/flower-supernode-1/link-superlink-interconnect': {
          createdBy: 'token',
        },
      },
    });
    expect(view.services).toMatchObject([
      {
        routingKey: 'fleet-api',
        state: { kind: 'ready' },
        connectors: [{ label: 'hub', address: 'app=superlink:9092' }],
        listeners: [{ label: 'supernode-1', address: 'fleet-api:9092' }],
      },
    ]);
  });

  it('does not depend on the time while nothing changes', () => {
    expect(assemble({ now: new Date('2026-02-01T00:00:00Z') })).toEqual(
      assemble(),
    );
  });

  it('keeps a row for everything that the spec asks for', () => {
    const young = assemble({ east: [specMap], west: [], now: SOON });
    expect(young.sites.map(s => s.state.word)).toEqual([
      'Waiting for the site',
      'Waiting for the site',
    ]);
    expect(young.links).toMatchObject([
      {
        id: 'west/flower-supernode-1/link-superlink-interconnect',
        state: { kind: 'progressing', word: 'Waiting for the link' },
      },
    ]);
    expect(young.findings).toEqual([]);
    const old = assemble({ east: [specMap], west: [] });
    expect(old.sites.map(s => s.state.word)).toEqual(['Missing', 'Missing']);
    expect(causes(old)).toEqual(['site-missing', 'site-missing']);
  });

  it('says unknown, not down, of a cluster that is not heard', () => {
    const view = assemble({
      westStatus: { state: 'unreachable', since: '2026-01-01T00:30:00Z' },
    });
    const unknown = { kind: 'unknown', since: '2026-01-01T00:30:00Z' };
    expect(view.sites[1].state).toMatchObject(unknown);
    expect(view.links[0].state).toMatchObject({
      ...unknown,
      reason: 'Cluster west is unreachable. The hub still sees the link up.',
    });
    expect(view.services[0]).toMatchObject({
      state: { kind: 'degraded' },
      listeners: [{ state: unknown }],
    });
    expect(view.findings).toEqual([]);
  });

  it.each<[string, KubeObject[], string]>([
    [
      'lists the link as down',
      [networkStatus({ status: 'down', peer: 'ra-hub' })],
      'link-lost',
    ],
    ['does not list the link', [], 'link-ready-is-stale'],
  ])('does not believe a Ready when the network status %s', (...row) => {
    const [, status, cause] = row;
    const objects = drop('ConfigMap')(west);
    const view = assemble({ west: [...objects, ...status] });
    expect(view.links[0].state.kind).toBe('down');
    expect(causes(view)).toEqual([cause]);
  });

  it('names the cause of a lost link from the router log, and only that', () => {
    const down = tokenLink();
    down.status = {
      ...down.status,
      status: 'Pending',
      message: 'Not operational',
      conditions: [
        condition('Configured', true),
        condition('Ready', false, 'Not operational'),
        condition(
          'Operational',
          false,
          'Not operational',
          '2026-01-01T00:59:00Z',
        ),
      ],
    };
    const unmatched = {
      ...matched,
      conditions: [
        condition('Configured', true),
        condition('Matched', false, 'No matching connectors'),
      ],
    };
    const objects = [
      memberSite(),
      down,
      listener(unmatched),
      service,
      routerPod('west'),
      networkStatus({ status: 'down', peer: 'ra-hub' }, { connector: false }),
    ];
    const logs: LogEvidence[] = [
      {
        cluster: 'west',
        namespace: 'flower-supernode-1',
        pod: 'skupper-router-west',
        text: '2026-01-01 00:59:00.274594 +0000 SERVER (error) [C2] Connection to 198.51.100.7:55671 failed: proton:io Connection refused - disconnected 198.51.100.7:55671',
      },
    ];
    const view = assemble({ west: objects, logs });
    expect(view.links[0].state).toMatchObject({
      kind: 'down',
      since: '2026-01-01T00:59:00Z',
    });
    expect(view.findings).toHaveLength(1);
    expect(view.findings[0]).toMatchObject({
      cause: 'link-connection-refused',
      title: 'The hub refuses the connection at 198.51.100.7:55671.',
      subject: { kind: 'link', id: view.links[0].id },
      remedy: { template: { ref: REAPPLY_TEMPLATE } },
    });
    expect(
      wantedRouterLogs(spec, [cluster('east', east), cluster('west', objects)]),
    ).toMatchObject([
      { cluster: 'east', pod: 'skupper-router-east', tailLines: 200 },
      { cluster: 'west', pod: 'skupper-router-west', tailLines: 5000 },
    ]);
  });

  it('wants no logs while all is well', () => {
    expect(
      wantedRouterLogs(spec, [cluster('east', east), cluster('west', west)]),
    ).toEqual([]);
  });

  it('says Linking while a new link may still come up', () => {
    const link = tokenLink();
    link.status = undefined;
    const objects = [memberSite(), link, routerPod('west')];
    expect(assemble({ west: objects, now: SOON }).links[0].state.word).toBe(
      'Linking',
    );
    const late = assemble({ west: objects });
    expect(late.links[0].state.kind).toBe('down');
    expect(causes(late)).toContain('controller-not-reacting');
  });

  it('says of a frozen status that it is old', () => {
    const site = memberSite();
    site.status!.conditions = [
      condition('Configured', true),
      condition(
        'Running',
        false,
        'containers with unready status: [kube-adaptor]',
      ),
    ];
    site.status!.status = 'Pending';
    const pod = routerPod('west', {
      status: {
        phase: 'Running',
        containerStatuses: [
          { name: 'router', ready: true },
          { name: 'kube-adaptor', ready: false },
        ],
      },
    });
    const view = assemble({
      west: [site, tokenLink(), pod, networkStatus()],
    });
    expect(view.links[0].state.kind).toBe('unknown');
    expect(causes(view)).toContain('router-not-ready');
  });

  it.each<[string, KubeObject, string]>([
    ['expired', grant(), 'access-grant-expired'],
    ['used up', grant({ redemptions: 1 }), 'access-grant-used-up'],
  ])('explains a grant that is %s', (_what, object, cause) => {
    const view = assemble({
      east: [...east, object],
      west: [memberSite(), routerPod('west'), networkStatus()],
    });
    expect(causes(view)).toContain(cause);
    expect(JSON.stringify(view)).not.toContain('code-of-the-grant');
  });

  it('says in the controller’s words why it could not process a grant', () => {
    const refused = grant({
      status: 'Error',
      conditions: [
        {
          type: 'Processed',
          status: 'False',
          reason: 'Error',
          message: 'no grants today',
        },
      ],
    });
    const { findings } = assemble({
      east: [...east, refused],
      west: [memberSite(), routerPod('west'), networkStatus()],
    });
    const said = findings.find(f => f.cause === 'access-grant-invalid');
    expect(said?.explanation).toMatch(/why: no grants today$/);
  });

  it('says of a link that is issued anew that it is on its way, and of none that it is missing', () => {
    const without = [memberSite(), routerPod('west'), networkStatus()];
    const anew = grant({ expirationTime: '2026-01-01T01:15:00Z' });
    anew.metadata.creationTimestamp = '2026-01-01T00:59:50Z';
    const issued = assemble({ east: [...east, anew], west: without });
    expect(issued.links[0].state.word).toBe('Waiting for the link');
    expect(causes(issued)).toEqual([]);
    const missing = assemble({ west: without });
    expect(missing.links[0].state.word).toBe('Missing');
    expect(causes(missing)).toEqual(['link-missing']);
  });

  it('explains a refused redemption', () => {
    const token: KubeObject = {
      apiVersion: SKUPPER_API,
      kind: 'AccessToken',
      metadata: {
        name: 'link-superlink-interconnect',
        namespace: 'flower-supernode-1',
      },
      spec: { url: 'u', code: 'secret-code', ca: 'c' },
      status: {
        conditions: [
          condition(
            'Redeemed',
            'Error',
            'Controller got failed response: 403 (Forbidden) Redemption of access token refused',
          ),
        ],
      },
    };
    const view = assemble({ west: [memberSite(), token, routerPod('west')] });
    expect(causes(view)).toContain('access-token-wrong-code');
    expect(view.links[0].state.kind).toBe('down');
    expect(JSON.stringify(view)).not.toContain('secret-code');
  });

  it('draws the missing half of a service', () => {
    const view = assemble({
      west: drop('Listener')(west),
    });
    expect(view.services[0]).toMatchObject({
      state: { kind: 'down' },
      listeners: [{ label: 'supernode-1', state: { word: 'Missing' } }],
    });
  });

  it('says why a service is as it is in any language, also what its end says', () => {
    const inGerman: Wording = (key, values) =>
      ({
        'phrase.hub': 'Zentrale',
        'word.waiting-for-listener-object': 'wartet auf den Listener',
        'reason.connector-no-pods': 'Kein Pod ist bereit.',
        'reason.of-end': `${values.end}: ${values.reason}.`,
      }[key]);
    const wordsOf = ({ services: [{ state }] }: ReturnType<typeof assemble>) =>
      [wordOf(state), reasonOf(state)!].map(said => ({
        english: said.text,
        german: phraseIn(said, inGerman),
      }));
    const noPods = { ...connector(), status: undefined };
    expect(wordsOf(assemble({ east: put(noPods)(east) }))).toEqual([
      { english: 'Down', german: 'Down' },
      {
        english: 'hub: No ready pod matches the selector.',
        german: 'Zentrale: Kein Pod ist bereit.',
      },
    ]);
    const coming = { west: drop('Listener')(west), now: SOON };
    expect(wordsOf(assemble(coming))).toEqual([
      {
        english: 'Waiting for the listener',
        german: 'wartet auf den Listener',
      },
      {
        english: 'supernode-1: Waiting for the listener.',
        german: 'supernode-1: wartet auf den Listener.',
      },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['without pods', undefined, 'connector-no-pods'],
    [
      'whose pods are not ready',
      {
        status: 'Error',
        conditions: [
          condition('Configured', 'Error', 'No matches for selector'),
        ],
      },
      'connector-no-pods',
    ],
  ])('explains a connector %s', (_what, status, cause) => {
    const objects = drop('Connector')(east);
    const bare = connector();
    const view = assemble({
      east: [...objects, { ...bare, status }],
    });
    expect(causes(view)).toContain(cause);
    expect(view.services[0].state.kind).toBe('down');
  });
});
