import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { federationObjects } from '../../support/objects';
import { unique } from '../../support/target';
import { HUB, MEMBER, Subject, THIRD, Trust } from './Trust';

/** Clusters that do not answer, and places that are gone. */
export function lostClusters(
  trust: () => Trust,
  { lost, hubless }: { lost: Subject; hubless: Subject },
) {
  const left = async ({ name }: Subject, cluster: string) => [
    ...(await federationObjects(trust().stack.kube(cluster), name)).keys(),
  ];

  /** A federation of which nothing is left is shown nowhere. */
  const forgotten = ({ name }: Subject) =>
    trust().stack.guest.until(
      () => trust().stack.guest.federations(),
      ({ items }) => items.every(one => one.name !== name),
      30_000,
    );

  describe('while a hub cannot be asked', () => {
    it("its members are not taken over by another hub's federation of the name", async () => {
      const taker = unique('taker');
      const heal = trust().stack.proxy(HUB).inject('cut');
      try {
        await trust().refused(
          lost,
          'federation-create',
          { ...lost.values, hub: { cluster: MEMBER, namespace: taker } },
          /belongs to a federation .* with another hub/,
        );
      } finally {
        heal();
      }
      const namespaces = await trust()
        .stack.kube(MEMBER)
        .list('/api/v1/namespaces');
      assert.ok(!namespaces.some(({ metadata }) => metadata.name === taker));
      await trust().heard(HUB);
    });
  });

  describe("when a member's cluster is lost", () => {
    it('the federation is not deleted without the choice to leave it', async () => {
      const heal = trust().stack.proxy(THIRD).inject('cut');
      try {
        await trust().refused(
          lost,
          'federation-delete',
          { federation: lost.name, confirm: lost.name },
          new RegExp(`"${THIRD}"`),
          /leaveLostClusters/,
        );
        const there = await left(lost, THIRD);
        const task = await trust().run('federation-delete', {
          federation: lost.name,
          confirm: lost.name,
          leaveLostClusters: true,
        });
        assert.match(
          task.log.join('\n'),
          new RegExp(`${THIRD}: Deployment ${lost.namespace}/supernode-1`),
        );
        assert.match(
          task.log.join('\n'),
          new RegExp(`${THIRD}: Site ${lost.namespace}/`),
        );
        assert.deepEqual(await left(lost, HUB), []);
        assert.deepEqual(await left(lost, MEMBER), []);
        assert.deepEqual(await left(lost, THIRD), there);
      } finally {
        heal();
      }
    });

    it('what stayed is taken away when it is back', async () => {
      await trust().heard(THIRD);
      await trust().run('federation-cleanup', { federation: lost.name });
      assert.deepEqual(await left(lost, THIRD), []);
      await forgotten(lost);
    });
  });

  describe("when a hub's namespace is gone", () => {
    it('what the members have is shown, and taken away by a deletion too', async () => {
      const path = `/api/v1/namespaces/${hubless.namespace}`;
      await trust().remove(HUB, path);
      await trust().gone(HUB, path);
      assert.notDeepEqual(await left(hubless, THIRD), []);
      const { remedy } = await trust().finding(hubless, 'spec-gone');
      assert.deepEqual(remedy.template, {
        ref: 'template:default/federation-cleanup',
        formData: { federation: hubless.name },
      });
      const { items } = await trust().stack.guest.federations();
      const listed = items.find(({ name }) => name === hubless.name);
      assert.match(
        listed?.sentence ?? '',
        new RegExp(`^Its spec is gone: .*${THIRD}`),
      );
      const task = await trust().run('federation-delete', {
        federation: hubless.name,
        confirm: hubless.name,
        deleteNamespaces: true,
      });
      assert.match(
        task.log.join('\n'),
        /What was left of federation .* is gone/,
      );
      assert.deepEqual(await left(hubless, THIRD), []);
      await trust().gone(THIRD, path);
      await forgotten(hubless);
    });
  });
}
