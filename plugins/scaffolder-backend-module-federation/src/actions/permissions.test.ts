import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { createFixture, retail } from '../__testUtils__/createFixture';
import { PERMISSIONS } from '../__testUtils__/permissions';

function denied() {
  const fixture = createFixture();
  fixture.permissions.authorize.mockImplementation(async requests =>
    requests.map(() => ({ result: AuthorizeResult.DENY })),
  );
  return fixture;
}

function exampleInput(id: string): JsonObject {
  const action = createFixture().actions.find(found => found.id === id)!;
  return parse(action.examples![0].example).steps[0].input;
}

it('has a permission for every action', () => {
  expect(
    createFixture()
      .actions.map(({ id }) => id)
      .sort(),
  ).toEqual(Object.keys(PERMISSIONS).sort());
});

it.each(Object.entries(PERMISSIONS))(
  '%s says which permission it needs',
  (id, [existing, missing]) => {
    const action = createFixture().declared.find(found => found.id === id)!;
    expect(action.permission).toEqual({ existing, missing });
  },
);

describe.each(Object.entries(PERMISSIONS))('%s', (id, [existing, missing]) => {
  it.each([
    ['exists', existing],
    ['does not exist', missing],
  ])('of a federation that %s needs %s', async (state, permission) => {
    const fixture = denied();
    if (state === 'exists') fixture.store(retail());
    const before = fixture.all.map(({ version }) => version);
    const subject = id.startsWith('federation:cluster:')
      ? 'cluster "south"'
      : 'federation "retail-fl"';
    await expect(fixture.run(id, exampleInput(id))).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: `You lack the permission ${permission} for ${subject}; whoever maintains this Backstage's permission policy can grant it. Nothing was changed.`,
    });
    expect(fixture.all.map(({ version }) => version)).toEqual(before);
    // Whether the federation exists is all that may have been looked at, and only where that decides.
    const allowed = existing === missing ? 0 : 1;
    for (const { requests } of fixture.all) {
      // Which cluster it is, is asked once for each backend.
      const asked = requests.filter(
        ({ url }) => !/kube-system/.test(url.search),
      );
      expect(asked.length).toBeLessThanOrEqual(allowed);
    }
  });
});

it('asks with the credentials of whoever launched the template, about this federation', async () => {
  const fixture = denied();
  await fixture
    .run('federation:delete', { federation: 'x', confirm: 'x' })
    .catch(() => {});
  expect(fixture.permissions.authorize).toHaveBeenCalledWith(
    [
      {
        permission: expect.objectContaining({ name: 'federation.delete' }),
        resourceRef: 'x',
      },
    ],
    {
      credentials: expect.objectContaining({
        principal: expect.objectContaining({ type: 'user' }),
      }),
    },
  );
});

it('wants both permissions when a silent cluster may know the federation', async () => {
  const fixture = createFixture();
  fixture.south.down = true;
  await fixture.run(
    'kubernetes:namespace:ensure',
    exampleInput('kubernetes:namespace:ensure'),
  );
  expect(
    fixture.permissions.authorize.mock.calls.map(
      ([[{ permission }]]) => permission.name,
    ),
  ).toEqual(['federation.create', 'federation.update']);
});
