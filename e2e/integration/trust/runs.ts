import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HUB, Subject, THIRD, Trust } from './Trust';

/** What a run says that did not come to its end. */
export function runsTellTheTruth(
  trust: () => Trust,
  { links }: { links: Subject },
) {
  describe('a run', () => {
    it('waits for another that changes the federation, and says for whom', async () => {
      const { name, namespace } = links;
      const { guest } = trust().stack;
      const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
      const other = 'task 1 of user:default/somebody';
      const time = new Date().toISOString().replace('Z', '000Z');
      await trust().create(HUB, path, {
        metadata: { name: `federation-${name}` },
        spec: {
          holderIdentity: other,
          leaseDurationSeconds: 600,
          acquireTime: time,
          renewTime: time,
        },
      });
      const before = await trust().contents(links);
      const id = await guest.startTemplate('federation-reapply', {
        federation: name,
      });
      await trust().logged(id, `waits for ${other}, who changes ${name}`);
      assert.deepEqual(await trust().contents(links), before);
      await trust().remove(HUB, `${path}/federation-${name}`);
      const task = await guest.finishTask(id, 60_000);
      assert.equal(task.status, 'completed', task.log.join('\n'));
      await trust().gone(HUB, `${path}/federation-${name}`);
    });
  });

  describe('the summary', () => {
    it('of a plan that fails never says that something was done', async () => {
      const { name, namespace, values } = links;
      const before = await trust().contents(links);
      const heal = trust()
        .stack.proxy(THIRD)
        .inject(
          { code: 403, reason: 'Forbidden' },
          ({ method, url }) =>
            method === 'PATCH' && url.includes(`${namespace}/deployments`),
        );
      try {
        await trust().actions.run({
          id: 'federation:plan',
          input: {
            federation: name,
            owner: 'group:default/others',
            hub: { cluster: HUB, namespace },
            members: values.members as any,
          },
          fails:
            /^(?!.*so far)(?=.*Nothing was changed)(?=.*Would be created or changed).*/s,
        });
      } finally {
        heal();
      }
      assert.deepEqual(await trust().contents(links), before);
    });

    it('of a removal that was cancelled says what is gone, and what kept it', async () => {
      const { name, namespace } = links;
      const { guest } = trust().stack;
      const { items } = await trust().skupper(HUB, namespace, 'sites');
      const site = `sites/${items[0].metadata.name}`;
      const hold = (finalizers: string[] | null) =>
        trust().patchSkupper(HUB, namespace, site, {
          metadata: { finalizers },
        });
      await hold(['example.com/hold']);
      const id = await guest.startTemplate('federation-delete', {
        federation: name,
        confirm: name,
      });
      await trust().logged(id, 'waits for finalizers: example.com/hold');
      await guest.request(`/scaffolder/v2/tasks/${id}/cancel`, {
        method: 'POST',
      });
      const task = await guest.finishTask(id, 30_000);
      assert.notEqual(task.status, 'completed');
      const log = task.log.join('\n');
      assert.match(log, /Removed so far: .*(Deployment|Link|Listener)/);
      assert.doesNotMatch(log, /Nothing was changed/);
      // The spec goes last: the rest can still be taken away.
      assert.equal((await trust().storedSpec(links)).name, name);
      // The view names it too.
      const finding = await trust().finding(links, 'deletion-held');
      assert.match(JSON.stringify(finding), /example.com\/hold/);
      await hold(null);
      await trust().run('federation-delete', {
        federation: name,
        confirm: name,
      });
      assert.deepEqual(await trust().contents(links), {});
    });
  });
}
