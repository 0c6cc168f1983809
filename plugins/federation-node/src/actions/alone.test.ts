import { setImmediate } from 'node:timers/promises';
import { kube } from '@backstage-federation/kubernetes-clusters';
import { JsonObject } from '@backstage/types';
import {
  createFixture,
  retail,
} from '../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';

const BOB = 'task 9 of user:default/bob';
const lease = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'federation-retail-fl', namespace: 'retail' },
  spec: { holderIdentity: BOB, leaseDurationSeconds: 3600 },
};

const removal = { federation: 'retail-fl', confirm: 'retail-fl' };
const south = {
  federation: 'retail-fl',
  cluster: 'south',
  namespace: 'retail',
};
const whole = {
  federation: 'retail-fl',
  hub: { cluster: 'east', namespace: 'retail' },
  members: [{ cluster: 'west', namespace: 'retail' }],
};

/** Whatever changes something. */
const changing: [string, JsonObject][] = [
  ['federation:apply', whole],
  ['federation:reapply', { federation: 'retail-fl' }],
  ['federation:member:add', south],
  ['federation:member:remove', { federation: 'retail-fl', member: 'west' }],
  ['federation:cleanup', { federation: 'retail-fl' }],
  ['federation:delete', removal],
  ['skupper:site:create', { ...south, name: 'site' }],
  ['skupper:site:delete', { ...south, name: 'site' }],
];

/** Somebody else holds the lease. */
function heldByBob() {
  const fixture = createFixture();
  fixture.east.put(lease);
  const writes = () => fixture.all.flatMap(cluster => cluster.writes);
  /** Starts an action, and resolves when it waits. */
  const start = async (id: string, input: JsonObject) => {
    const cancel = new AbortController();
    const looks = jest.spyOn(fixture.clusters.get('east'), 'watch');
    const result = fixture.run(id, input, { signal: cancel.signal });
    result.catch(() => {});
    while (!looks.mock.calls.some(([type]) => type === kube.lease)) {
      await setImmediate();
    }
    await setImmediate();
    return { result, cancel: () => cancel.abort() };
  };
  return { ...fixture, writes, start };
}

describe('what changes a federation', () => {
  it.each(changing)('waits while somebody else does: %s', async (id, input) => {
    const { store, start, writes } = heldByBob();
    store(retail());
    const { result, cancel } = await start(id, input);
    expect(writes()).toEqual([]);
    cancel();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(writes()).toEqual([]);
  });

  it('says for whom it waits, and begins with what the other one left', async () => {
    const { east, store, start, writes } = heldByBob();
    store(retail());
    const { result } = await start('federation:delete', removal);
    store(retail({ members: [{ cluster: 'south', namespace: 'retail' }] }));
    east.remove(lease);
    const { lines, output } = await result;
    expect(lines[0]).toBe(`waits for ${BOB}, who changes retail-fl`);
    expect(output.summary).toMatch(/^Federation retail-fl is gone/);
    expect(east.object('Lease', 'retail', lease.metadata.name)).toBeUndefined();
    expect(writes()).toEqual(['delete ConfigMap retail/federation-retail-fl']);
  });

  it('makes nothing in a federation that was deleted meanwhile', async () => {
    const { east, store, start, writes } = heldByBob();
    store(retail());
    const { result } = await start('federation:member:add', south);
    east.remove({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'retail', name: 'federation-retail-fl' },
    });
    east.remove(lease);
    await expect(result).rejects.toThrow(
      'no federation named "retail-fl" found',
    );
    expect(writes()).toEqual([]);
  });

  it('takes away the lease that a killed deletion has left', async () => {
    const { east, run } = createFixture();
    const labels = { 'backstage-federation.dev/federation': 'retail-fl' };
    east.put({ ...lease, metadata: { ...lease.metadata, labels } });
    await run('federation:delete', removal);
    expect(east.object('Lease', 'retail', lease.metadata.name)).toBeUndefined();
  });

  it('of a new federation is refused when somebody else makes it', async () => {
    const { run, writes } = heldByBob();
    await expect(run('federation:apply', whole)).rejects.toThrow(
      `federation: "retail-fl" is being changed by ${BOB}, so nothing was changed`,
    );
    expect(writes()).toEqual([]);
  });

  it('holds a lease with the task and the person, and gives it back', async () => {
    const { clusters, east, run } = createFixture();
    const holders: unknown[] = [];
    const cancel = new AbortController();
    clusters.get('east').watch<typeof lease>(kube.lease, {
      signal: cancel.signal,
      onEvent: event => {
        if (event.type === 'upsert') {
          holders.push(event.object.spec?.holderIdentity);
          if (event.object.spec) cancel.abort();
        }
      },
    });
    await expect(
      run('federation:apply', whole, { signal: cancel.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(holders).toEqual([undefined, expect.stringMatching(/^task \S+/)]);
    expect(east.object('Lease', 'retail', lease.metadata.name)).toBeUndefined();
  });

  it.each([
    ['federation:apply', whole, false],
    ['federation:apply', whole, true],
    ['federation:delete', removal, true],
  ])(
    'names the right on leases that is missing: %s',
    async (id, input, stored) => {
      const { all, east, run, store } = createFixture();
      if (stored) store(retail());
      east.forbid('patch', 'leases');
      await expect(run(id, input)).rejects.toThrow(
        expect.objectContaining({
          name: 'NotAllowedError',
          message: expect.stringContaining(
            'cluster "east": patch leases.coordination.k8s.io in namespace retail',
          ),
        }),
      );
      expect(all.flatMap(({ writes }) => writes)).toEqual([]);
    },
  );
});

it.each([
  ['federation:plan', whole, false],
  ['federation:apply', whole, true],
  ['federation:delete', removal, true],
])('only looks, and so waits for nobody: %s', async (id, input, isDryRun) => {
  const { east, run, store } = heldByBob();
  store(retail());
  await run(id, input, { isDryRun });
  expect(east.object('Lease', 'retail', lease.metadata.name)).toMatchObject(
    lease,
  );
});
