import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_FLOWER_VERSION } from '../../plugins/federation-common/src';
import { countOf } from '../support/counts';
import { Stack } from '../support/stack';
import { targetContexts, unique } from '../support/target';

const [HUB, MEMBER, THIRD] = targetContexts();
const namespace = unique('resume');

const values = {
  name: unique('resume-fl'),
  hub: { cluster: HUB, namespace },
  members: [
    { cluster: MEMBER, namespace, superNodes: 1 },
    { cluster: THIRD, namespace, superNodes: 1 },
  ],
  version: DEFAULT_FLOWER_VERSION,
  linkMode: 'token',
  linkAccess: 'default',
};

describe('a run that was interrupted', () => {
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({ persistent: true });
  });
  after(() => stack?.stop());

  it('killed in the middle and run again, completes', async () => {
    await stack.guest.startTemplate('federation-create', values);
    const kube = stack.kube(HUB);
    await stack.guest.until(
      () =>
        kube.list(
          `/apis/skupper.io/v2alpha1/namespaces/${namespace}/accessgrants`,
        ),
      grants => grants.length > 0,
      60_000,
    );
    await stack.backend.kill();
    await stack.restartBackend();

    const task = await stack.guest.runTemplate('federation-create', values);
    assert.equal(task.status, 'completed', task.log.join('\n'));
    const view = await stack.guest.untilView(
      values.name,
      ({ state }) => state.kind === 'ready',
      30_000,
    );
    assert.deepEqual(countOf(view, 'links'), { ready: 2, total: 2 });
  });

  it('cancelled, says what exists, and a re-run goes on', async () => {
    const name = unique('cancel-fl');
    const cancelNamespace = unique('cancel');
    const place = (cluster: string) => ({
      cluster,
      namespace: cancelNamespace,
    });
    const cancelled = {
      ...values,
      name,
      hub: place(HUB),
      members: [{ ...place(MEMBER), superNodes: 1 }],
    };
    const id = await stack.guest.startTemplate('federation-create', cancelled);
    const kube = stack.kube(HUB);
    await stack.guest.until(
      () =>
        kube.list(
          `/apis/skupper.io/v2alpha1/namespaces/${cancelNamespace}/sites`,
        ),
      sites => sites.length > 0,
      60_000,
    );
    await stack.guest.request(`/scaffolder/v2/tasks/${id}/cancel`, {
      method: 'POST',
    });
    const task = await stack.guest.finishTask(id, 30_000);
    // The scaffolder marks a step that ends because of the cancel as failed.
    assert.notEqual(task.status, 'completed', task.log.join('\n'));
    assert.match(task.log.join('\n'), /Cancelled before the end/);
    assert.match(
      task.log.join('\n'),
      /Created or changed so far: .*Site cancel/,
    );

    const again = await stack.guest.runTemplate('federation-create', cancelled);
    assert.equal(again.status, 'completed', again.log.join('\n'));
  });
});
