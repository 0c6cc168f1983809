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

  it('killed in the middle, goes on by itself when the backend is back', async () => {
    const name = unique('recover-fl');
    const own = unique('recover');
    const id = await stack.guest.startTemplate('federation-create', {
      ...values,
      name,
      hub: { cluster: HUB, namespace: own },
      members: values.members.map(member => ({ ...member, namespace: own })),
    });
    const kube = stack.kube(HUB);
    const leases = `/apis/coordination.k8s.io/v1/namespaces/${own}/leases`;
    const grants = `/apis/skupper.io/v2alpha1/namespaces/${own}/accessgrants`;
    await stack.guest.until(
      () => kube.list(grants),
      found => found.length > 0,
      60_000,
    );
    await stack.backend.kill();
    const [{ metadata, spec }] = await kube.list(leases);
    assert.equal(metadata.name, `federation-${name}`);
    assert.match(spec.holderIdentity, new RegExp(`^task ${id} of user:`));

    await stack.restartBackend();
    const task = await stack.guest.finishTask(id, 180_000);
    assert.equal(task.status, 'completed', task.log.join('\n'));
    const view = await stack.guest.untilView(
      name,
      ({ state }) => state.kind === 'ready',
      30_000,
    );
    assert.deepEqual(countOf(view, 'links'), { ready: 2, total: 2 });
    assert.deepEqual(await kube.list(leases), []);
    // Nobody waited for the one that was killed: it is the same task.
    assert.doesNotMatch(task.log.join('\n'), /waits for task/);
  });

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
    // The scaffolder marks a step that ends because of the cancel as failed; its error and events say what it was.
    assert.notEqual(task.status, 'completed', task.log.join('\n'));
    assert.equal(task.error?.name, 'AbortError');
    assert.match(task.raw, /"type":"cancelled"/);
    const path = `/apis/skupper.io/v2alpha1/namespaces/${cancelNamespace}`;
    const grants = await kube.list(`${path}/accessgrants`);
    assert.deepEqual(
      grants.filter(({ status }) => !status?.redemptions),
      [],
    );
    assert.match(task.log.join('\n'), /Cancelled before the end/);
    assert.match(
      task.log.join('\n'),
      /Created or changed so far: .*Site cancel/,
    );

    const again = await stack.guest.runTemplate('federation-create', cancelled);
    assert.equal(again.status, 'completed', again.log.join('\n'));
  });
});
