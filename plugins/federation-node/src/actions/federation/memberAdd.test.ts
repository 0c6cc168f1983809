import {
  FederationSpec,
  flowerSpec,
} from '@backstage-federation/plugin-federation-common';
import { readSpecConfigMap } from '@backstage-federation/plugin-federation-node';
import { JsonObject } from '@backstage/types';
import {
  answer,
  status,
} from '../../../../../packages/kubernetes-clusters/src/__testUtils__';
import {
  createFixture,
  retail,
} from '../../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

/** Adds, cancels as soon as the spec is stored, and reads it. */
async function specAfter(input: JsonObject): Promise<FederationSpec> {
  const fixture = createFixture();
  fixture.store(retail());
  const cancel = new AbortController();
  fixture.east.cluster.observe(
    ({ type }) => type === '/configmaps' && cancel.abort(),
  );
  await expect(
    fixture.run(
      'federation:member:add',
      { federation: 'retail-fl', namespace: 'retail', ...input },
      { signal: cancel.signal },
    ),
  ).rejects.toMatchObject({ name: 'AbortError' });
  return readSpecConfigMap(
    fixture.east.object('ConfigMap', 'retail', 'federation-retail-fl')!,
  );
}

describe('federation:member:add', () => {
  it('adds to the stored spec and keeps the others', async () => {
    const { members, ...rest } = await specAfter({
      cluster: 'south',
      superNodes: 3,
      linkMode: 'certificate',
    });
    const before = retail();
    expect({ ...rest, members: before.members }).toEqual(before);
    expect(members.slice(0, 2)).toEqual(before.members);
    expect(members.slice(2)).toEqual([
      expect.objectContaining({
        name: 'south',
        cluster: 'south',
        linkMode: 'certificate',
        superNodes: [1, 2, 3].map(n => ({ name: `supernode-${n}` })),
      }),
    ]);
  });

  it('brings a member that is there to what the input says, at its place', async () => {
    const { members } = flowerSpec(
      await specAfter({ cluster: 'west', superNodes: 2 }),
    );
    expect(members.map(({ name }) => name)).toEqual(['west', 'north']);
    expect(members[0].superNodes).toHaveLength(2);
  });

  it('leaves as it is what the input leaves out', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    const { lines } = await fixture.run(
      'federation:member:add',
      { federation: 'retail-fl', cluster: 'north', namespace: 'retail' },
      { isDryRun: true },
    );
    expect(lines).toContain('hub: store the spec of retail-fl: nothing to do');
  });

  it('makes nothing when the spec was changed since it was read', async () => {
    const fixture = createFixture();
    const { east } = fixture;
    fixture.store(retail());
    // Another one adds a member between the reading and the storing.
    east.intercept = ({ url: { pathname }, body }) => {
      const isReview = pathname.endsWith('/selfsubjectaccessreviews');
      // That of leases comes before the reading.
      if (isReview && body.spec.resourceAttributes.resource !== 'leases') {
        fixture.store(retail({ members: [] }));
      }
      return false;
    };
    await expect(
      fixture.run('federation:member:add', {
        federation: 'retail-fl',
        cluster: 'south',
        namespace: 'retail',
      }),
    ).rejects.toThrow(/the object has been modified/);
    expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([]);
  });

  it('makes nothing when the spec cannot be stored', async () => {
    const fixture = createFixture();
    fixture.store(retail());
    const { east } = fixture;
    east.intercept = ({ method, body }, response) => {
      const refused = method === 'PATCH' && body.kind === 'ConfigMap';
      if (refused) answer(response, 422, status(422, 'quota exceeded'));
      return refused;
    };
    await expect(
      fixture.run('federation:member:add', {
        federation: 'retail-fl',
        cluster: 'south',
        namespace: 'retail',
      }),
    ).rejects.toThrow(/quota exceeded/);
    expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([]);
  });

  it('says which clusters did not answer when there is no such federation', async () => {
    const fixture = createFixture();
    fixture.north.down = true;
    await expect(
      fixture.run('federation:member:add', {
        federation: 'retail-fl',
        cluster: 'west',
        namespace: 'retail',
      }),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      message:
        'federation: no federation named "retail-fl" found (these clusters did not answer: north)',
    });
  });
});
