import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { LinkAccess } from '@backstage-federation/plugin-federation-common';
import { ExposedService } from '@backstage-federation/plugin-federation-node';
import {
  FLEET_API,
  condition,
  guideSpec,
  hubSite,
  memberSite,
  observedOf,
  tokenLink,
} from './__fixtures__/objects';
import { problemsOf } from './validate';

const problems = (
  east: KubeObject[],
  west: KubeObject[],
  linkAccess?: LinkAccess,
  services: ExposedService[] = [FLEET_API],
) =>
  problemsOf(
    guideSpec(
      linkAccess && {
        hub: {
          cluster: 'east',
          namespace: 'flower-openshift-demo',
          linkAccess,
        },
      },
    ),
    services,
    observedOf(east, west),
  );
const inWest = (
  kind: string,
  name: string,
  change: Partial<KubeObject['metadata']> = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'flower-supernode-1', ...change },
});

describe('problemsOf', () => {
  it('finds nothing wrong with empty places, nor with a federation that is there', () => {
    expect(problems([], [])).toEqual([]);
    expect(problems([hubSite()], [memberSite(), tokenLink()])).toEqual([]);
  });

  it.each<[string, KubeObject[], KubeObject[], RegExp]>([
    [
      'a site of another name',
      [],
      [inWest('Site', 'mine')],
      /^members\[0\]\.site: .*has a site "mine" already; a namespace can hold only one site/,
    ],
    [
      'a site of another federation',
      [],
      [
        inWest('Site', 'supernode-1-interconnect', {
          labels: { 'backstage-federation.dev/federation': 'other' },
        }),
      ],
      /^members\[0\]\.namespace: .*belongs to another federation;/,
    ],
    [
      'Skupper v1',
      [],
      [inWest('ConfigMap', 'skupper-site')],
      /^members\[0\]\.namespace: .*Skupper v1 site/,
    ],
    [
      'one namespace under two names',
      [hubSite()],
      [memberSite({ metadata: { ...memberSite().metadata, uid: 'uid-hub' } })],
      /^members\[0\]\.namespace: .*cannot link to itself/,
    ],
    [
      'a foreign Service of the listener’s host',
      [],
      [inWest('Service', 'fleet-api')],
      /^members\[0\]\.namespace: .*Service "fleet-api" that Skupper did not make/,
    ],
    [
      'a foreign Link of the link’s name',
      [hubSite()],
      [inWest('Link', 'link-superlink-interconnect')],
      /has a Link "link-superlink-interconnect" that this federation did not make/,
    ],
    [
      'a foreign Secret of the link’s name',
      [hubSite()],
      [inWest('Secret', 'link-superlink-interconnect')],
      /has a Secret "link-superlink-interconnect"/,
    ],
    [
      'a foreign token of the link’s name',
      [hubSite()],
      [inWest('AccessToken', 'link-superlink-interconnect')],
      /has an AccessToken "link-superlink-interconnect"/,
    ],
  ])('refuses %s', (_what, east, west, message) => {
    const found = problems(east, west);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  const ignored = (labels?: Record<string, string>) => ({
    ...inWest('Site', 'mine', { labels }),
    status: {
      conditions: [
        condition(
          'Configured',
          'Error',
          'An active site already exists in the namespace (supernode-1-interconnect)',
        ),
      ],
    },
  });

  it.each([
    ['nobody’s', ignored()],
    [
      'another federation’s',
      ignored({ 'backstage-federation.dev/federation': 'other' }),
    ],
    ['one that was not looked at yet', inWest('Site', 'mine')],
  ])(
    'does not mind a second Site while ours is the active one: %s',
    (_, other) => {
      expect(problems([hubSite()], [other, memberSite(), tokenLink()])).toEqual(
        [],
      );
    },
  );

  it('names the active Site when ours is the ignored one', () => {
    const ours = memberSite({ status: ignored().status as never });
    const active = memberSite();
    active.metadata = { ...active.metadata, name: 'first', uid: 'uid-first' };
    expect(problems([hubSite()], [ours, active])).toEqual([
      expect.stringMatching(/has a site "first" already/),
    ]);
  });

  it('refuses routes where there is no Route API: they would crash the controller', () => {
    expect(problems([], [], 'route')).toEqual([
      expect.stringMatching(/^hub\.linkAccess: "route" needs the Route API/),
    ]);
  });

  it('refuses link access that the controller does not allow, where that is known', () => {
    const controller = (types?: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `controller-${types}`,
        namespace: 'skupper',
        labels: { 'app.kubernetes.io/name': 'skupper-controller' },
      },
      spec: {
        containers: [
          {
            name: 'controller',
            ...(types && {
              env: [{ name: 'SKUPPER_ENABLED_ACCESS_TYPES', value: types }],
            }),
          },
        ],
      },
    });
    const some = controller('local,loadbalancer');
    expect(problems([some], [], 'nodeport')).toEqual([
      'hub.linkAccess: the Skupper controller of cluster "east" does not allow "nodeport"; use "default" or one of local, loadbalancer',
    ]);
    expect(problems([some], [], 'loadbalancer')).toEqual([]);
    expect(problems([some], [], 'default')).toEqual([]);
    expect(problems([some, controller()], [], 'nodeport')).toEqual([]);
    expect(problems([some, controller('nodeport')], [], 'nodeport')).toEqual(
      [],
    );
  });

  it.each<[string, Partial<ExposedService>[], RegExp]>([
    ['a host of digits first', [{ host: '1abc' }], /host "1abc" must be a/],
    ['a host with dots', [{ host: 'a.b' }], /host "a\.b" must be a Service/],
    ['a long host', [{ host: 'x'.repeat(64) }], /at most 63 characters$/],
    ['a port of 0', [{ port: 0 }], /port 0 must be 1 to 65535/],
    ['a port out of range', [{ port: 65_536 }], /port 65536 must be 1 to/],
    ['half a port', [{ port: 80.5 }], /port 80\.5 must be 1 to 65535/],
    ['a routing key', [{ routingKey: 'a/b' }], /the routing key must consist/],
    ['no selector', [{ selector: {} }], /must name at least one label/],
    ['a label', [{ selector: { '-a/b': 'x' } }], /must name at least one/],
    [
      'a long label',
      [{ selector: { app: 'x'.repeat(64) } }],
      /must name at least one label/,
    ],
    [
      'one routing key twice',
      [{ host: 'a' }, { host: 'b' }],
      /"fleet-api": the routing key is used twice$/,
    ],
    [
      'one host and port twice',
      [{ routingKey: 'a' }, { routingKey: 'b' }],
      /^service "b": host "fleet-api" and port 9092 are used twice$/,
    ],
  ])('refuses a workload’s services with %s', (_what, changes, message) => {
    const services = changes.map(change => ({ ...FLEET_API, ...change }));
    expect(problems([], [], undefined, services)).toEqual([
      expect.stringMatching(message),
    ]);
  });

  it('does not take Skupper’s own Service for a foreign one', () => {
    expect(
      problems(
        [],
        [
          inWest('Service', 'fleet-api', {
            labels: { 'internal.skupper.io/listener': 'fleet-api' },
          }),
        ],
      ),
    ).toEqual([]);
  });
});
