import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { JsonObject } from '@backstage/types';
import { createFixture, retail } from '../__testUtils__/createFixture';

const place = { federation: 'retail-fl', cluster: 'west', namespace: 'retail' };
const link = { ...place, hubCluster: 'east', hubNamespace: 'retail' };
const spec = {
  federation: 'retail-fl',
  hub: { cluster: 'east', namespace: 'retail' },
  members: [{ cluster: 'west', namespace: 'retail' }],
};
const service = { ...place, routingKey: 'fleet-api', port: 9092 };
const selector = { app: 'superlink' };
const node = { ...place, member: 'west' };

const CASES: [string, JsonObject, RegExp][] = [
  [
    'federation:plan',
    { ...spec, federation: 'Retail' },
    /^federation: .* lower case/,
  ],
  [
    'federation:apply',
    { ...spec, federation: 'x'.repeat(41) },
    /^federation: .* at most 40/,
  ],
  [
    'federation:apply',
    { ...spec, hub: { cluster: 'mars', namespace: 'a' } },
    /^hub\.cluster: there is no cluster "mars"; configured are "east", "west"/,
  ],
  [
    'federation:apply',
    { ...spec, members: [spec.hub] },
    /^members\[0\]\.namespace: member "east" is the hub/,
  ],
  ['federation:reapply', { federation: 'Retail' }, /^federation: /],
  [
    'federation:apply',
    {
      ...spec,
      hub: { cluster: 'east', namespace: 'openshift-operators' },
      members: [{ cluster: 'west', namespace: 'kube-public' }],
    },
    /^hub\.namespace: .*reserved \(openshift-\*\).*\nmembers\[0\]\.namespace: .*reserved \(kube-\*\)/,
  ],
  [
    'federation:apply',
    {
      ...spec,
      members: [
        {
          cluster: 'west',
          namespace: 'retail',
          superNodes: [{ name: 'a' }, { name: 'skupper-router' }],
        },
      ],
    },
    /^members\[0\]\.superNodes\[1\]\.name: "skupper-router" is a name that Skupper uses itself/,
  ],
  [
    'federation:member:add',
    { ...place, cluster: 'south', namespace: 'kube-node-lease' },
    /^namespace: namespace "kube-node-lease" is reserved/,
  ],
  [
    'federation:member:add',
    {
      ...place,
      cluster: 'south',
      superNodes: [{ name: 'a', nodeConfig: 'id' }],
    },
    /^superNodes\[0\]\.nodeConfig: nodeConfig must be key=value pairs/,
  ],
  [
    'federation:member:add',
    { ...place, cluster: 'mars' },
    /^cluster: there is no cluster "mars"/,
  ],
  [
    'federation:member:add',
    { ...place, cluster: 'south', superNodes: 1000 },
    /^superNodes: .*0 to 100/,
  ],
  [
    'federation:member:add',
    { ...place, cluster: 'south', member: 'west' },
    /^member: member name "west" is used twice/,
  ],
  [
    'federation:member:add',
    { ...place, cluster: 'east' },
    /^namespace: member "east" is the hub/,
  ],
  [
    'federation:member:remove',
    { federation: 'retail-fl', member: 'mars' },
    /^member: "mars" is not a member of "retail-fl"; its members are: west, north$/,
  ],
  [
    'federation:delete',
    { federation: 'retail-fl', confirm: 'retail' },
    /^confirm: type the name of the federation, "retail-fl"/,
  ],
  ['federation:cleanup', { federation: '' }, /^federation: /],
  ...(
    [
      [{ cluster: 'a b' }, /^cluster: cluster must consist of/],
      [{ url: 'api.example.com' }, /^url: url must (be a URL|begin with)/],
      [{ url: 'https://x:y@a.example.com' }, /^url: .*user name or password/],
      [{ ca: 'nonsense' }, /^ca: ca holds no certificate in PEM/],
      [{ namespace: 'A' }, /^namespace: .*lower case/],
      [{ targetPath: '../x' }, /^targetPath: .*in the workspace/],
    ] as [JsonObject, RegExp][]
  ).map(([wrong, message]): [string, JsonObject, RegExp] => [
    'federation:cluster:render',
    { cluster: 'south', url: 'https://api.example.com', ...wrong },
    message,
  ]),
  ['federation:cluster:check', { cluster: '' }, /^cluster: .*not be empty/],
  [
    'federation:cluster:check',
    { cluster: 'west', access: 'rule' },
    /^access: /,
  ],
  [
    'kubernetes:namespace:ensure',
    { ...place, namespace: 'A' },
    /^namespace: .*lower case/,
  ],
  [
    'kubernetes:namespace:ensure',
    { ...place, namespace: 'kube-system' },
    /^namespace: namespace "kube-system" is reserved \(kube-\*\)/,
  ],
  [
    'skupper:site:create',
    { ...place, namespace: 'skupper', name: 'site' },
    /^namespace: namespace "skupper" is reserved/,
  ],
  [
    'flower:supernode:deploy',
    { ...node, security: 'insecure', name: 'skupper-router' },
    /^name: "skupper-router" is a name that Skupper uses itself/,
  ],
  [
    'flower:supernode:deploy',
    { ...node, security: 'insecure', nodeConfig: 'data-path=/data/x' },
    /^nodeConfig: nodeConfig data-path: .*text needs quotes/,
  ],
  [
    'skupper:controller:ensure',
    { ...place, cluster: 'mars' },
    /^cluster: there is no cluster/,
  ],
  [
    'skupper:site:create',
    { ...place, name: 'a_b' },
    /^name: site must consist of/,
  ],
  [
    'skupper:site:create',
    { ...place, name: 'site', linkAccess: 'tunnel' },
    /^linkAccess: .*"route"/,
  ],
  [
    'skupper:site:create',
    { ...place, name: 'site', linkAccess: 'route' },
    /^linkAccess: "route" needs the Route API/,
  ],
  ['skupper:site:delete', { ...place, name: '' }, /^name: site must not be/],
  [
    'skupper:link:create',
    { ...link, hubCluster: 'west' },
    /^namespace: member "west" is the hub/,
  ],
  [
    'skupper:link:create',
    { ...link, hubCluster: 'mars' },
    /^hubCluster: there is no cluster "mars"/,
  ],
  ['skupper:link:create', { ...link, cost: 0 }, /^cost: .*at least 1/],
  ['skupper:link:delete', { ...link, site: 'A' }, /^site: .*lower case/],
  [
    'skupper:connector:create',
    { ...service, port: 70000, selector },
    /^port: port must be 1 to 65535/,
  ],
  [
    'skupper:connector:create',
    { ...service, selector: {} },
    /^selector: selector must have at least one label/,
  ],
  [
    'skupper:connector:create',
    { ...service, selector: { app: 'a b' } },
    /^selector\.app: selector must have label values/,
  ],
  [
    'skupper:connector:delete',
    { ...place, routingKey: '-' },
    /^routingKey: .*lower case/,
  ],
  ['skupper:listener:create', { ...service, host: 'A' }, /^host: .*lower case/],
  ...['1abc', 'a.b', 'x'.repeat(64)].map(
    (host): [string, JsonObject, RegExp] => [
      'skupper:listener:create',
      { ...service, host },
      /^host: host must/,
    ],
  ),
  [
    'skupper:listener:create',
    { ...service, routingKey: '1abc' },
    /^routingKey: routingKey is the host too, and must begin with a letter/,
  ],
  [
    'skupper:listener:create',
    { ...service, host: 'skupper-router' },
    /^host: "skupper-router" is a name that Skupper uses itself/,
  ],
  [
    'skupper:listener:create',
    { ...service, routingKey: 'skupper-router' },
    /^routingKey: "skupper-router" is a name that Skupper uses itself/,
  ],
  [
    'skupper:listener:create',
    { ...service, host: 'taken' },
    /^host: .* has a Service "taken" that Skupper did not make/,
  ],
  [
    'skupper:listener:create',
    { ...service, routingKey: 'taken' },
    /^routingKey: .* has a Service "taken" that Skupper did not make/,
  ],
  [
    'skupper:listener:create',
    { ...service, host: 'same', port: 80 },
    /^host: .* has a Listener "own" with host "same" and port 80/,
  ],
  [
    'skupper:listener:create',
    { ...service, port: 80.5 },
    /^port: port must be a whole number/,
  ],
  ...['-a/b', 'a..b/c', `${'x'.repeat(254)}/b`, 'x'.repeat(64), '/b'].map(
    (key): [string, JsonObject, RegExp] => [
      'skupper:connector:create',
      { ...service, selector: { [key]: 'x' } },
      /^selector.*: selector must have label names as keys/,
    ],
  ),
  [
    'skupper:connector:create',
    { ...service, selector: { app: 'x'.repeat(64) } },
    /^selector\.app: selector must have label values/,
  ],
  ...[
    'skupper:site:create',
    'skupper:listener:create',
    'skupper:link:create',
    'federation:member:add',
    'flower:supernode:deploy',
  ].map((id): [string, JsonObject, RegExp] => [
    id,
    { ...link, ...service, name: 'a', security: 'insecure', member: 'hub' },
    /^member: "hub" stands for the hub; a member needs another name/,
  ]),
  [
    'flower:superlink:deploy',
    { ...place, version: '1.041.0' },
    /^version: version must be a full Flower release/,
  ],
  ['skupper:listener:delete', place, /^routingKey: routingKey must be text/],
  [
    'flower:superlink:deploy',
    { ...place, version: 'latest' },
    /^version: version must be a full Flower release/,
  ],
  [
    'flower:superlink:delete',
    { ...place, cluster: 'a b' },
    /^cluster: .*space/,
  ],
  ['flower:supernode:deploy', { ...node, name: 'A' }, /^name: .*lower case/],
  ['flower:supernode:deploy', place, /^member: member must be text/],
  [
    'flower:supernode:delete',
    { ...node, member: 'x'.repeat(41) },
    /^member: .*at most 40/,
  ],
  ['flower:supernode:register', { ...node, name: 'A' }, /^name: .*lower case/],
  [
    'flower:supernode:unregister',
    { ...node, member: 'x'.repeat(41) },
    /^member: .*at most 40/,
  ],
  [
    'flower:run:start',
    { federation: 'retail-fl', app: 'missing.fab' },
    /^app: there is no file "missing\.fab" in the workspace/,
  ],
  [
    'flower:run:start',
    { federation: 'retail-fl', app: 'README.md' },
    /^app: this is no FAB/,
  ],
  [
    'flower:run:start',
    { federation: 'retail-fl', app: 'app.fab', timeoutMinutes: 0 },
    /^timeoutMinutes: timeoutMinutes must be 1 to 1440/,
  ],
  [
    'flower:run:start',
    { federation: 'retail-fl', app: 'app.fab', config: { a: [] } },
    /^config\.a: config must have texts, numbers or booleans/,
  ],
  [
    'flower:run:stop',
    { federation: 'retail-fl', runId: 'last' },
    /^runId: runId must be digits/,
  ],
  [
    'flower:supernodes:wait',
    { ...place, cluster: 'east', count: 0 },
    /^count: count must be at least 1/,
  ],
  [
    'flower:supernodes:wait',
    { ...place, count: 1 },
    /^namespace: the hub of federation "retail-fl" is in namespace "retail" of cluster "east"/,
  ],
];

/** What others have in the namespace of `place`. */
const theirs: KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'taken', namespace: 'retail' },
    spec: { ports: [{ port: 80 }] },
  },
  {
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'Listener',
    metadata: { name: 'own', namespace: 'retail' },
    spec: { routingKey: 'own', host: 'same', port: 80 },
  },
];

it.each(CASES)(
  '%s refuses %j, naming the field',
  async (id, input, message) => {
    const fixture = createFixture();
    fixture.store(retail());
    fixture.west.put(...theirs);
    await expect(fixture.run(id, input)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(message),
    });
    expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([]);
  },
);

it('has a case for every action', () => {
  const tested = new Set(CASES.map(([id]) => id));
  expect([...tested].sort()).toEqual(
    createFixture()
      .actions.map(({ id }) => id)
      .sort(),
  );
});

it('refuses a second site in a namespace by its field', async () => {
  const fixture = createFixture();
  fixture.west.put({
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'Site',
    metadata: { name: 'old', namespace: 'retail' },
  });
  await expect(
    fixture.run('skupper:site:create', { ...place, name: 'new' }),
  ).rejects.toThrow(/^name: .* has a site "old" already/);
});

it('refuses what the credentials of a cluster may not do, before anything is done', async () => {
  const fixture = createFixture();
  fixture.west.forbid('create', 'sites');
  await expect(
    fixture.run('skupper:site:create', { ...place, name: 'west' }),
  ).rejects.toMatchObject({
    name: 'NotAllowedError',
    message: expect.stringContaining('cluster "west": create sites'),
  });
  expect(fixture.west.writes).toEqual([]);
});
