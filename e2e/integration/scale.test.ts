import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Stack } from '../support/stack';

const MEMBERS = 10;

describe('ten members', () => {
  let stack: Stack;
  before(async () => {
    // Delays as on real clusters; scaled down, this machine's processor would be what is measured.
    stack = await Stack.start({ clusters: MEMBERS + 2, timeScale: 1 });
  });
  after(() => stack?.stop());

  it('take at most one and a half times as long as one', async () => {
    const { items } = await stack.guest.json<{ items: { name: string }[] }>(
      '/federation/v1/clusters',
    );
    const [hub, ...others] = items.map(({ name }) => name);
    // As far away as another region is.
    for (const { name } of items) {
      await stack.sandbox.cli('latency', name, '100');
    }
    const create = async (name: string, clusters: string[]) => {
      const task = await stack.guest.runTemplate('federation-create', {
        name,
        hub: { cluster: hub, namespace: name },
        members: clusters.map(cluster => ({
          cluster,
          namespace: name,
          superNodes: 1,
        })),
        version: '1.41.0',
        linkMode: 'token',
        linkAccess: 'default',
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      return task.seconds;
    };
    const one = await create('one-fl', others.slice(0, 1));
    const ten = await create('ten-fl', others.slice(1, MEMBERS + 1));
    console.log(`1 member: ${one} s, ${MEMBERS} members: ${ten} s`);
    assert.ok(ten <= 1.5 * one, `${ten} s against ${one} s`);
  });
});
