import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_FLOWER_VERSION } from '../../plugins/federation-common/src';
import { Stack } from '../support/stack';
import { targetCan, unique } from '../support/target';

const MEMBERS = 10;
const FACTOR = 1.5;

// Needs as many clusters as members, as far away as another region is: with less, this machine would be measured.
if (targetCan('latency')) {
  describe('ten members', () => {
    let stack: Stack;
    before(async () => {
      // Delays as on real clusters; scaled down, this machine's processor would be what is measured.
      stack = await Stack.start({ clusters: MEMBERS + 2, timeScale: 1 });
    });
    after(() => stack?.stop());

    it(`take at most ${FACTOR} times as long as one`, async () => {
      const { contexts } = stack.target;
      const [hub, ...others] = contexts;
      for (const name of contexts) {
        await stack.sandbox.cli('latency', name, '100');
      }
      const create = async (what: string, from: number, count: number) => {
        const name = unique(what);
        const task = await stack.guest.runTemplate('federation-create', {
          name,
          hub: { cluster: hub, namespace: name },
          members: Array.from({ length: count }, (_, i) => ({
            name: `member-${i}`,
            cluster: others[(from + i) % others.length],
            namespace: unique(`${what}-${i}`),
            superNodes: 1,
          })),
          version: DEFAULT_FLOWER_VERSION,
          linkMode: 'token',
          linkAccess: 'default',
        });
        assert.equal(task.status, 'completed', task.log.join('\n'));
        return task.seconds;
      };
      const one = await create('one', 0, 1);
      const ten = await create('ten', 1, MEMBERS);
      console.log(`1 member: ${one} s, ${MEMBERS} members: ${ten} s`);
      assert.ok(ten <= FACTOR * one, `${ten} s against ${one} s`);
    });
  });
}
