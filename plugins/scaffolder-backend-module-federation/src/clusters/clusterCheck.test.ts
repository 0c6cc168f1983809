import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { createFixture } from '../__testUtils__/createFixture';

const ID = 'federation:cluster:check';
type Fixture = ReturnType<typeof createFixture>;

async function check(fixture: Fixture, input: JsonObject = {}) {
  const { output } = await fixture.run(ID, {
    cluster: 'west',
    allowMissing: true,
    ...input,
  });
  const found = output.checks as { title: string; [field: string]: string }[];
  return new Map(found.map(one => [one.title, one]));
}

it('finds what there is, and changes nothing', async () => {
  const fixture = createFixture();
  const found = await check(fixture);
  expect([...found].map(([title, { state }]) => [title, state])).toEqual([
    ['Connection', 'ok'],
    ['Rights to look', 'ok'],
    ['Rights to make federations', 'ok'],
    ['Rights on Secrets', 'ok'],
    ['Skupper', 'ok'],
    ['Storage of a hub', expect.stringMatching(/ok|note/)],
  ]);
  expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([]);
});

it('names a right that is missing, and fails for it', async () => {
  const fixture = createFixture();
  fixture.west.forbid('patch', 'links');
  expect((await check(fixture)).get('Rights to make federations')).toEqual({
    title: 'Rights to make federations',
    state: 'missing',
    message: 'it may not patch links.skupper.io',
    remedy: 'kubectl apply -k deploy/rbac/manage',
  });
  await expect(fixture.run(ID, { cluster: 'west' })).rejects.toMatchObject({
    name: 'NotFoundError',
    message:
      'Cluster "west" lacks what is needed. Nothing was changed.\nMISSING: Rights to make federations: it may not patch links.skupper.io\n  To mend it: kubectl apply -k deploy/rbac/manage',
  });
});

it('tells a cluster that keeps rights to itself from one that has gone', async () => {
  const fixture = createFixture();
  const asked = jest.spyOn(fixture.clusters.get('west'), 'missingPermissions');
  asked.mockRejectedValue(new NotAllowedError('it may not be asked'));
  expect((await check(fixture)).get('Rights to look')).toMatchObject({
    state: 'missing',
    message: 'it may not be asked',
    remedy: expect.stringContaining('system:basic-user'),
  });
  asked.mockRejectedValue(new ServiceUnavailableError('west has gone'));
  await expect(check(fixture)).rejects.toThrow('west has gone');
});

it('does without what only adapters would use, where it may not be looked at', async () => {
  const fixture = createFixture();
  fixture.west.forbid('list', 'storageclasses');
  const found = await check(fixture, { access: 'observe' });
  expect(found.get('Storage of a hub')).toMatchObject({ state: 'unknown' });
  const { output } = await fixture.run(ID, {
    cluster: 'west',
    access: 'observe',
  });
  expect(output.complete).toBe(true);
});

it('says of a cluster without Skupper how to install it', async () => {
  const fixture = createFixture();
  fixture.west.remove({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'skupper-controller', namespace: 'skupper' },
  });
  expect((await check(fixture)).get('Skupper')).toMatchObject({
    state: 'missing',
    remedy: 'kubectl apply -f https://skupper.io/v2/install.yaml',
  });
});

describe('on OpenShift that has nothing of Skupper', () => {
  it('leaves it to the operator where that may be installed', async () => {
    const fixture = createFixture({ bare: ['west'] });
    const found = await check(fixture, { operator: true });
    expect(found.get('Connection')!.message).toMatch(
      /^OpenShift on Kubernetes/,
    );
    expect(found.get('Rights to install the operator')!.state).toBe('ok');
    expect(found.get('Skupper')!.state).toBe('note');
  });

  it('says who can install it where it may not', async () => {
    const fixture = createFixture({ bare: ['west'] });
    const found = await check(fixture);
    expect(found.has('Rights to install the operator')).toBe(false);
    expect(found.get('Skupper')).toMatchObject({
      state: 'missing',
      remedy: expect.stringContaining(
        'kubectl apply -k deploy/rbac/openshift-operator',
      ),
    });
  });

  it('asks for the rights of the operator where its roles are', async () => {
    const fixture = createFixture({ bare: ['west'] });
    fixture.west.forbid('create', 'subscriptions');
    const found = await check(fixture, { operator: true });
    expect(found.get('Rights to install the operator')!.message).toBe(
      'it may not create subscriptions.operators.coreos.com in namespace openshift-operators',
    );
  });
});

it('goes no further in a cluster that does not answer', async () => {
  const fixture = createFixture();
  fixture.west.down = true;
  const found = await check(fixture);
  expect([...found.keys()]).toEqual(['Connection']);
  expect(found.get('Connection')).toMatchObject({
    state: 'missing',
    message: expect.stringMatching(/^cluster west is unreachable: connection/),
    remedy: expect.stringContaining('firewalls'),
  });
});

it('is for those who may see the cluster', async () => {
  const fixture = createFixture();
  fixture.permissions.authorizeConditional.mockImplementation(async requests =>
    requests.map(() => ({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'federation',
      resourceType: 'federation',
      conditions: {
        rule: 'IN_CLUSTER',
        resourceType: 'federation',
        params: { clusters: ['east'] },
      },
    })),
  );
  await expect(check(fixture)).rejects.toThrow(
    'You lack the permission federation.read for cluster "west"',
  );
  expect(fixture.west.requests).toEqual([]);
  await expect(check(fixture, { cluster: 'east' })).resolves.toBeTruthy();
});
