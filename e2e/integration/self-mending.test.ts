import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_FLOWER_VERSION } from '../../plugins/federation-common/src';
import { countOf, flowerOf } from '../support/counts';
import { Stack } from '../support/stack';
import { targetContexts, unique } from '../support/target';

const [HUB, MEMBER] = targetContexts();
const NAME = unique('mending-fl');
const namespace = unique('mending');

describe('a backend that mends by itself', () => {
  let stack: Stack;

  before(async () => {
    stack = await Stack.start({ selfMending: true });
  });
  after(() => stack?.stop());

  it('registers keys again that a SuperLink without a volume has lost, and says so', async () => {
    const task = await stack.guest.runTemplate('federation-create', {
      name: NAME,
      hub: { cluster: HUB, namespace },
      members: [{ cluster: MEMBER, namespace, superNodes: 1 }],
      version: DEFAULT_FLOWER_VERSION,
      persistence: 'none',
      linkMode: 'token',
      linkAccess: 'default',
    });
    assert.equal(task.status, 'completed', task.log.join('\n'));
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const [pod] = await stack
      .kube(HUB)
      .list(`${pods}?labelSelector=app%3Dsuperlink`);
    await stack
      .kube(HUB)
      .send('DELETE', `${pods}/${pod.metadata.name}?gracePeriodSeconds=0`);
    const view = await stack.guest.untilView(
      NAME,
      current =>
        flowerOf(current).superLink!.pods.every(
          ({ name }) => name !== pod.metadata.name,
        ) &&
        current.findings.some(
          ({ cause }) => cause === 'supernode-registered-again',
        ) &&
        countOf(current, 'superNodes')?.ready === 1,
      120_000,
    );
    assert.deepEqual(
      view.findings.map(({ cause, severity }) => [cause, severity]),
      [['supernode-registered-again', 'info']],
    );
    assert.match(stack.backend.output.join(''), /federation-mend/);
  });
});
