import { stringify } from 'yaml';
import { specConfigMap } from '@backstage-federation/federation-plans';
import {
  createFixture,
  retail,
} from '../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

const remove = { federation: 'retail-fl', confirm: 'retail-fl' };

/** The spec of the federation in another place, as somebody else could put it there. */
function elsewhere(namespace: string, hub = retail().hub, year = 2027) {
  const object = specConfigMap(retail({ hub: { ...hub }, members: [] }));
  const creationTimestamp = `${year}-01-01T00:00:00Z`;
  return {
    ...object,
    metadata: { ...object.metadata, namespace, creationTimestamp },
  };
}

describe('the spec that an action obeys', () => {
  it('is not a copy, which does not stand in the way of a deletion either', async () => {
    const fixture = createFixture();
    const { east, west, run } = fixture;
    fixture.store(retail());
    west.put(elsewhere('retail', undefined, 2020));
    east.put(elsewhere('evil', undefined, 2020));
    await run('federation:delete', remove);
    expect(east.object('ConfigMap', 'retail', 'federation-retail-fl')).toBe(
      undefined,
    );
    expect(
      east.object('ConfigMap', 'evil', 'federation-retail-fl'),
    ).toBeDefined();
    expect(
      west.object('ConfigMap', 'retail', 'federation-retail-fl'),
    ).toBeDefined();
  });

  it('is the older one of two', async () => {
    const fixture = createFixture();
    const { east, run } = fixture;
    fixture.store(retail());
    const hub = { ...retail().hub, namespace: 'evil' };
    east.put(elsewhere('evil', hub));
    await run('federation:delete', remove);
    expect(
      east.object('ConfigMap', 'evil', 'federation-retail-fl'),
    ).toBeDefined();
  });

  it('is found once in a cluster with two names', async () => {
    const fixture = createFixture();
    const { east, south, run } = fixture;
    south.uid = east.uid;
    fixture.store(retail());
    south.put(east.object('ConfigMap', 'retail', 'federation-retail-fl')!);
    await run('federation:delete', remove);
    expect(east.object('ConfigMap', 'retail', 'federation-retail-fl')).toBe(
      undefined,
    );
  });

  it('is refused with field, rule and place when it breaks a rule', async () => {
    const fixture = createFixture();
    const { east, run } = fixture;
    const [first] = retail().members;
    const members = [{ ...first, linkCost: 0 }];
    east.put({
      ...specConfigMap(retail()),
      data: { spec: stringify({ ...retail(), members }) },
    });
    await expect(run('federation:delete', remove)).rejects.toThrow(
      /^federation: the stored spec of "retail-fl" cannot be used, so nothing was changed; correct it in ConfigMap "federation-retail-fl" in namespace "retail" of cluster "east", then run this again: [^]*members\[0\]\.linkCost: linkCost must be at least 1/,
    );
    expect(east.writes).toEqual([]);
  });

  it.each([
    ['federation:delete', remove],
    ['federation:reapply', { federation: 'retail-fl' }],
    [
      'federation:member:remove',
      { federation: 'retail-fl', member: 'west', confirm: 'west' },
    ],
    ['federation:cleanup', { federation: 'retail-fl' }],
  ])('does not let %s reach into a reserved place', async (id, input) => {
    const fixture = createFixture();
    const { all, run } = fixture;
    const [first] = retail().members;
    const members = [first, { ...first, name: 'evil', namespace: 'kube-x' }];
    fixture.store(retail({ members }));
    await expect(run(id, input)).rejects.toThrow(
      /^federation: the stored spec of "retail-fl" cannot be used, so nothing was changed; correct it in ConfigMap .* then run this again: members\[1\]\.namespace: namespace "kube-x" is reserved \(kube-\*\)/,
    );
    expect(all.flatMap(({ writes }) => writes)).toEqual([]);
  });

  it('is not written over when its members would be forgotten', async () => {
    const { east, all, run } = createFixture();
    const { name: federation, ...spec } = JSON.parse(JSON.stringify(retail()));
    const broken = (members: unknown) => ({
      ...specConfigMap(retail()),
      data: { spec: stringify({ ...retail(), members }) },
    });
    const [west, north] = retail().members;
    const input = { federation, ...spec, members: [west] };
    for (const [members, named] of [
      [[west, { ...north, linkCost: 0 }], 'north (north/retail)'],
      [{ west }, 'some that cannot be read'],
    ] as const) {
      east.put(broken(members));
      await expect(
        run('federation:apply', JSON.parse(JSON.stringify(input))),
      ).rejects.toThrow(
        `members: the stored spec breaks a rule and has members that would be forgotten: ${named}; name them too, or correct it in ConfigMap "federation-retail-fl" in namespace "retail" of cluster "east"`,
      );
    }
    expect(all.flatMap(({ writes }) => writes)).toEqual([]);
    east.put(broken([{ ...west, linkCost: 0 }]));
    const { output } = await run(
      'federation:apply',
      JSON.parse(JSON.stringify(input)),
      { isDryRun: true },
    );
    expect(output.summary).toMatch(/^Dry run/);
  });
});
