import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { stringify } from 'yaml';
import { specConfigMap } from './specConfigMap';
import { specClaims } from './specClaims';

const identities = new Map([
  ['east', 'uid-east'],
  ['orient', 'uid-east'],
  ['west', 'uid-west'],
]);
const victim = parseFederationSpec({
  name: 'victim',
  owner: 'group:default/science',
  hub: { cluster: 'east', namespace: 'retail' },
  members: [{ cluster: 'west', namespace: 'retail' }],
});

/** A spec of that name in a namespace, as anybody could write it. */
function configMap(
  namespace: string,
  spec: object | string = {},
  {
    year = 2026,
    ...metadata
  }: { year?: number; [field: string]: unknown } = {},
): KubeObject {
  const object = specConfigMap(victim);
  const content = { ...victim, hub: { ...victim.hub, namespace } };
  return {
    ...object,
    metadata: {
      ...object.metadata,
      namespace,
      creationTimestamp: `${year}-01-01T00:00:00Z`,
      ...metadata,
    },
    data: {
      spec:
        typeof spec === 'string' ? spec : stringify({ ...content, ...spec }),
    },
  };
}
const read = (...found: [string, KubeObject][]) =>
  specClaims(
    found.map(([cluster, object]) => ({ cluster, object })),
    identities,
  );
const own = configMap('retail', {}, { year: 2025 });
const attack = {
  owner: 'group:default/other-team',
  hub: { cluster: 'east', namespace: 'evil' },
  members: [],
};

describe('specClaims', () => {
  it('lets a spec count in its hub, in whatever way the cluster is called', () => {
    for (const cluster of ['east', 'orient']) {
      const { standing, rejected } = read([cluster, own]);
      expect(standing.get('victim')).toMatchObject({
        hub: 'uid-east/retail',
        spec: victim,
      });
      expect(rejected).toEqual([]);
    }
    const { standing, rejected } = read(['east', own], ['orient', own]);
    expect([...standing.keys()]).toEqual(['victim']);
    expect(rejected).toEqual([]);
  });

  it.each([
    ['claims the name from another place', 'east', configMap('evil', attack)],
    [
      'claims the name from another cluster',
      'west',
      configMap('evil', {
        ...attack,
        hub: { cluster: 'west', namespace: 'evil' },
      }),
    ],
    ['is broken there', 'east', configMap('evil', 'name: [')],
    [
      'is broken in another way',
      'east',
      configMap('evil', { ...attack, members: 7 }),
    ],
    ['is no text', 'east', { ...configMap('evil'), data: { spec: null } }],
  ])('leaves the name to the older one when a spec %s', (_, cluster, evil) => {
    for (const found of [
      [
        ['east', own],
        [cluster, evil],
      ],
      [
        [cluster, evil],
        ['east', own],
      ],
    ] as [string, KubeObject][][]) {
      const { standing, rejected } = read(...found);
      expect(standing.get('victim')!.spec).toEqual(victim);
      expect(rejected).toEqual([
        expect.objectContaining({
          reason: 'taken',
          object: evil,
          other: { cluster: 'east', namespace: 'retail' },
        }),
      ]);
    }
  });

  it.each([
    [
      'copied to another namespace',
      'east',
      configMap('evil', victim, { year: 2020 }),
    ],
    [
      'copied to another cluster',
      'west',
      configMap('retail', victim, { year: 2020 }),
    ],
    [
      'that names the hub of another',
      'west',
      configMap('evil', { ...attack, hub: victim.hub }, { year: 2020 }),
    ],
    [
      'that is broken, but tells its hub',
      'west',
      configMap('evil', { hub: victim.hub, members: 7 }, { year: 2020 }),
    ],
  ])('never obeys a spec %s, however old', (_, cluster, copy) => {
    const { standing, rejected } = read([cluster, copy], ['east', own]);
    expect(standing.get('victim')).toMatchObject({ object: own });
    expect(rejected).toEqual([
      expect.objectContaining({
        reason: 'copy',
        other: expect.objectContaining({ namespace: 'retail' }),
      }),
    ]);
    expect(read([cluster, copy]).standing.size).toBe(0);
  });

  it.each([
    ['ConfigMap', configMap('retail', {}, { name: 'federation-other' })],
    ['spec', configMap('retail', { name: 'other' })],
    [
      'label',
      configMap(
        'retail',
        {},
        {
          labels: {
            'backstage-federation.dev/federation': 'other',
            'backstage-federation.dev/component': 'spec',
          },
        },
      ),
    ],
  ])('never obeys a %s of another name', (_, object) => {
    const { standing, rejected } = read(['east', object]);
    expect(standing.size).toBe(0);
    expect(rejected).toMatchObject([{ reason: 'misnamed' }]);
  });

  it('keeps a spec that breaks a rule, with the rule and what can be read', () => {
    const members = [
      { cluster: 'west', namespace: 'retail', linkCost: 0 },
      { cluster: 7 },
      'north',
    ];
    const { standing } = read(['east', configMap('retail', { members })]);
    const { error, spec } = standing.get('victim')!;
    expect(error).toContain('members[0].linkCost: linkCost must be at least 1');
    expect(spec).toMatchObject({
      name: 'victim',
      owner: 'group:default/science',
      hub: { cluster: 'east', namespace: 'retail' },
      members: [
        { name: 'west', cluster: 'west', namespace: 'retail' },
        { cluster: '', namespace: '' },
        { cluster: '', namespace: '' },
      ],
    });
  });

  it('keeps what the adapters refuse, and permits nothing by members that nobody can read', () => {
    const refuse = () => {
      throw new Error('workload.version: there is no such version');
    };
    const { standing } = specClaims(
      [{ cluster: 'east', object: own }],
      identities,
      refuse,
    );
    expect(standing.get('victim')).toMatchObject({
      error: 'workload.version: there is no such version',
      spec: { name: 'victim' },
    });
    const text = read(['east', configMap('retail', '- no spec')]);
    expect(text.standing.get('victim')!.spec.members).toEqual([
      { name: '', cluster: '', namespace: '' },
    ]);
  });
});
