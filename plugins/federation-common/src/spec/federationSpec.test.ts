import { parseFederationSpec } from './parseFederationSpec';
import { flowerSpec } from './workload/flower';

const hub = { cluster: 'east', namespace: 'retail' };
const west = { cluster: 'west', namespace: 'retail' };

const parse = (change: object) =>
  parseFederationSpec({ name: 'retail-fl', hub, members: [west], ...change });

describe('parseFederationSpec', () => {
  it('fills in defaults', () => {
    expect(parse({})).toEqual({
      name: 'retail-fl',
      hub: {
        ...hub,
        site: 'superlink-interconnect',
        linkAccess: 'default',
      },
      interconnect: { kind: 'skupper', linkMode: 'token' },
      workload: {
        kind: 'flower',
        version: '1.42.0',
        security: 'supernode-auth',
      },
      members: [
        {
          ...west,
          name: 'west',
          linkCost: 1,
          superNodes: [{ name: 'supernode-1' }],
        },
      ],
    });
  });

  it('is stable: parsing its own output changes nothing', () => {
    const spec = parse({ members: [{ ...west, superNodes: 2 }] });
    expect(parseFederationSpec(spec)).toEqual(spec);
    expect(parseFederationSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });

  it('names members by their cluster, and by the namespace too where needed', () => {
    const members = [
      west,
      { cluster: 'North_1', namespace: 'a' },
      { cluster: 'North_1', namespace: 'b' },
    ];
    expect(parse({ members }).members.map(({ name }) => name)).toEqual([
      'west',
      'north-1-a',
      'north-1-b',
    ]);
  });

  it('leaves a part of a kind that it does not know to its adapter', () => {
    const spec = parse({
      interconnect: { kind: 'mesh', mode: 'ambient' },
      workload: { kind: 'flyte', nested: { value: 1 } },
      members: [{ ...west, superNodes: 2, linkCost: 3 }],
    });
    expect(spec).toEqual({
      name: 'retail-fl',
      interconnect: { kind: 'mesh', mode: 'ambient' },
      workload: { kind: 'flyte', nested: { value: 1 } },
      hub: { ...hub, site: 'superlink-interconnect' },
      members: [{ ...west, name: 'west' }],
    });
    expect(parseFederationSpec(spec)).toEqual(spec);
    expect(() => flowerSpec(spec)).toThrow(
      'workload.kind: it must be "flower" here, and is "flyte"',
    );
  });

  it('takes a thousand members, and five thousand SuperNodes', () => {
    const members = Array.from({ length: 1000 }, (_, i) => ({
      cluster: 'west',
      namespace: `n${i}`,
      superNodes: 5,
    }));
    expect(parse({ members }).members).toHaveLength(1000);
  });

  it('takes a number of SuperNodes', () => {
    expect(
      flowerSpec(parse({ members: [{ ...west, superNodes: 2 }] })).members[0]
        .superNodes,
    ).toEqual([{ name: 'supernode-1' }, { name: 'supernode-2' }]);
  });

  it.each([
    [{ name: 'Retail FL' }, /name: federation name must consist of lower case/],
    [{ name: '' }, /name: federation name must not be empty/],
    [{ name: 'x'.repeat(41) }, /name: .*at most 40 characters/],
    [{ hub: { namespace: 'a' } }, /hub\.cluster: cluster must be text/],
    [
      { hub: { ...hub, cluster: '__proto__' } },
      /hub\.cluster: cluster must not be a name that every object has/,
    ],
    [
      { hub: { ...hub, namespace: 'A' } },
      /hub\.namespace: namespace must consist/,
    ],
    [{ hub: { ...hub, linkAccess: 'tunnel' } }, /hub\.linkAccess: /],
    [
      { workload: { version: 'latest' } },
      /workload\.version: version must be a full Flower release/,
    ],
    [{ workload: { kind: '' } }, /workload\.kind: kind must not be empty/],
    [{ workload: { kind: 7 } }, /workload\.kind: kind must be text/],
    [{ workload: 'flower' }, /^.*\nworkload: Invalid input: expected object/],
    [{ interconnect: { linkMode: 'x' } }, /interconnect\.linkMode: /],
    [
      { members: [{ ...west, linkCost: 0 }] },
      /members\[0\]\.linkCost: linkCost must be at least 1/,
    ],
    [
      { members: [{ ...west, superNodes: -1 }] },
      /members\[0\]\.superNodes: .*0 to 100/,
    ],
    [
      { members: [hub] },
      /members\[0\]\.namespace: member "east" is the hub \(east\/retail\)/,
    ],
    [
      {
        members: [
          { ...west, name: 'a' },
          { ...west, name: 'b' },
        ],
      },
      /members\[1\]\.namespace: .*a namespace can hold only one site/,
    ],
    [
      {
        members: [
          { ...west, name: 'a' },
          { cluster: 'north', namespace: 'retail', name: 'a' },
        ],
      },
      /members\[1\]\.name: member name "a" is used twice/,
    ],
    [
      { members: [{ ...west, superNodes: [{ name: 'n' }, { name: 'n' }] }] },
      /members\[0\]\.superNodes\[1\]\.name: SuperNode name "n" is used twice/,
    ],
    [
      {
        members: Array.from({ length: 51 }, (_, i) => ({
          cluster: 'west',
          namespace: `n${i}`,
          superNodes: 100,
        })),
      },
      /^.*\nmembers: a federation may have at most 5000 SuperNodes in all; these members have 5100$/,
    ],
    [{ owner: 'not a ref' }, /owner: owner must be an entity reference/],
    [{ owner: 'group:default/-x' }, /owner: owner must be an entity/],
    [{ owner: `group:default/${'x'.repeat(64)}` }, /owner: owner must be/],
    [{ owner: 'group:-/x' }, /owner: owner must be an entity reference/],
    [{ owner: 'group:' }, /owner: owner must be an entity reference/],
    ...[
      '1.041.0',
      '01.41.0',
      '1.41.00',
      '1.41.0\n',
      `1.41.${'9'.repeat(60)}`,
    ].map((version): [object, RegExp] => [
      { workload: { version } },
      /workload\.version: version must be a full Flower release/,
    ]),
    [
      { workload: { installDependencies: 'no' } },
      /workload\.installDependencies: installDependencies must be true or false/,
    ],
    [
      { members: [{ ...west, name: 'hub' }] },
      /members\[0\]\.name: "hub" stands for the hub; a member needs another/,
    ],
    [
      { members: [{ ...west, cluster: 'Hub' }] },
      /members\[0\]\.name: "hub" stands for the hub; a member needs another/,
    ],
    [
      { members: [{ ...west, linkCost: 2147483648 }] },
      /members\[0\]\.linkCost: linkCost must be at most 2147483647/,
    ],
    [
      { members: [{ ...west, linkCost: '1' }] },
      /members\[0\]\.linkCost: linkCost must be a number/,
    ],
    [
      { members: [{ ...west, superNodes: 1.5 }] },
      /members\[0\]\.superNodes: superNodes must be a whole number/,
    ],
    [
      { members: [{ ...west, namespace: 'a-' }] },
      /members\[0\]\.namespace: namespace must consist/,
    ],
    [
      { members: [{ ...west, site: 'x'.repeat(64) }] },
      /members\[0\]\.site: site must have at most 63 characters/,
    ],
    [
      { members: [{ ...west, superNodes: [{ name: 'x'.repeat(53) }] }] },
      /superNodes\[0\]\.name: supernode name must have at most 52/,
    ],
    [
      {
        members: [
          { ...west, superNodes: [{ name: 'a', nodeConfig: 'a={b=1} a.b=2' }] },
        ],
      },
      /superNodes\[0\]\.nodeConfig: nodeConfig must not name a key twice/,
    ],
  ])('refuses %j, naming field and rule', (change, message) => {
    expect(() => parse(change)).toThrow(message);
  });
});
