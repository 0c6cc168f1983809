import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_FLOWER_VERSION } from '../../plugins/federation-common/src';
import { Stack } from '../support/stack';
import { targetEnvironment } from '../support/target';

const HUB = 'east';
const MEMBER = 'west';
const NAME = 'guide-fl';
const namespace = 'guide';
const VERSIONS =
  '/apis/operators.coreos.com/v1alpha1/namespaces/openshift-operators/clusterserviceversions';

// Clusters of an environment are what they are.
if (!targetEnvironment()) {
  describe('the template on OpenShift clusters that have nothing of Skupper yet', () => {
    let stack: Stack;

    before(async () => {
      stack = await Stack.start({ clusters: 2, openshift: true });
    });
    after(() => stack?.stop());

    it('installs the operator on each, and then creates the federation', async () => {
      const place = (cluster: string) => ({ cluster, namespace });
      const task = await stack.guest.runTemplate('federation-create', {
        name: NAME,
        owner: 'group:default/data-science',
        hub: place(HUB),
        members: [{ ...place(MEMBER), superNodes: 1 }],
        version: DEFAULT_FLOWER_VERSION,
        linkMode: 'token',
        linkAccess: 'default',
      });
      const log = task.log.join('\n');
      assert.equal(task.status, 'completed', log);
      for (const cluster of [HUB, MEMBER]) {
        const [version] = await stack.kube(cluster).list(VERSIONS);
        assert.equal(version.status.phase, 'Succeeded', log);
      }
    });

    it('shows it live', async () => {
      const view = await stack.guest.untilView(
        NAME,
        ({ state }) => state.kind === 'ready',
        30_000,
      );
      assert.deepEqual(
        view.counts.map(({ id, ready, total }) => ({ id, ready, total })),
        [
          { id: 'sites', ready: 2, total: 2 },
          { id: 'links', ready: 1, total: 1 },
          { id: 'services', ready: 1, total: 1 },
          { id: 'superNodes', ready: 1, total: 1 },
        ],
      );
      assert.deepEqual(view.findings, []);
    });
  });
}
