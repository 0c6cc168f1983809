import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_FLOWER_VERSION } from '../../plugins/federation-common/src';
import { countOf, flowerOf } from '../support/counts';
import { resourceVersions } from '../support/objects';
import { Stack } from '../support/stack';
import { targetContexts, unique } from '../support/target';

const [HUB, MEMBER] = targetContexts();
const NAME = unique('kept-fl');
const namespace = unique('kept');
const IN_NAMESPACE = `/api/v1/namespaces/${namespace}`;

describe('registered keys on a persistent volume', () => {
  let stack: Stack;

  before(async () => {
    stack = await Stack.start({ flower: 'builtin' });
  });
  after(() => stack?.stop());

  const run = async (template: string, values: Record<string, unknown>) => {
    const task = await stack.guest.runTemplate(template, values);
    assert.equal(task.status, 'completed', task.log.join('\n'));
    return task;
  };
  const apply = (persistence?: string) =>
    run('federation-create', {
      name: NAME,
      hub: { cluster: HUB, namespace },
      members: [{ cluster: MEMBER, namespace, superNodes: 1 }],
      version: DEFAULT_FLOWER_VERSION,
      ...(persistence && { persistence }),
      linkMode: 'token',
      linkAccess: 'default',
    });
  const claims = () =>
    stack.kube(HUB).list(`${IN_NAMESPACE}/persistentvolumeclaims`);
  const superLinkPod = async () => {
    const [pod] = await stack
      .kube(HUB)
      .list(`${IN_NAMESPACE}/pods?labelSelector=app%3Dsuperlink`);
    return pod.metadata.name as string;
  };
  /** The node's id, once all is well with another pod than the one given. */
  const nodeId = async (former?: string) => {
    const view = await stack.guest.untilView(
      NAME,
      current =>
        current.state.kind === 'ready' &&
        flowerOf(current).superLink!.pods.every(p => p.name !== former) &&
        countOf(current, 'superNodes')?.ready === 1,
      60_000,
    );
    return flowerOf(view).superNodes[0].nodeId;
  };

  it('has a volume by default, of the default storage class', async () => {
    const task = await apply();
    assert.match(
      task.log.join('\n'),
      /volume of the SuperLink's database, storage class "standard"/,
    );
    const [claim] = await claims();
    assert.equal(claim.status.phase, 'Bound');
    assert.equal(claim.spec.storageClassName, 'standard');
    await nodeId();
  });

  it('changes nothing when it is applied again', async () => {
    const earlier = await resourceVersions(stack.kubes(), NAME);
    await apply();
    assert.deepEqual(await resourceVersions(stack.kubes(), NAME), earlier);
  });

  it('knows its SuperNodes when the pod of the SuperLink was replaced', async () => {
    const before = await nodeId();
    const pod = await superLinkPod();
    await stack
      .kube(HUB)
      .send('DELETE', `${IN_NAMESPACE}/pods/${pod}?gracePeriodSeconds=0`);
    assert.equal(await nodeId(pod), before);
  });

  it('leaves the volume when it is chosen no longer, and takes it up again', async () => {
    const before = await nodeId();
    const away = await apply('none');
    assert.match(
      away.log.join('\n'),
      /its database leaves PersistentVolumeClaim superlink-state, which stays until the federation is deleted/,
    );
    assert.notEqual(await nodeId(), before);
    assert.equal((await claims()).length, 1);
    const back = await apply();
    assert.match(
      back.log.join('\n'),
      /its database moves to PersistentVolumeClaim superlink-state/,
    );
    assert.equal(await nodeId(), before);
  });

  it('goes with the federation, and says so', async () => {
    const task = await run('federation-delete', {
      federation: NAME,
      confirm: NAME,
      deleteNamespaces: false,
    });
    assert.match(
      task.log.join('\n'),
      /PersistentVolumeClaim superlink-state goes with its data\./,
    );
    assert.deepEqual(await claims(), []);
  });
});
