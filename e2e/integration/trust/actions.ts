import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { HUB, MEMBER, Subject, THIRD, Trust } from './Trust';

const CONTROLLER_OF = (namespace: string) =>
  `/api/v1/namespaces/${namespace}/configmaps`;

/** Lets the Skupper controller leave a namespace alone, as if it had stopped. @returns ends that */
async function withoutController(
  trust: Trust,
  cluster: string,
  namespace: string,
): Promise<() => Promise<void>> {
  const path = CONTROLLER_OF(namespace);
  await trust.create(cluster, path, {
    metadata: { name: 'skupper' },
    data: { controller: 'somewhere/else' },
  });
  return () => trust.remove(cluster, `${path}/skupper`);
}

/** Actions never make it worse. */
export function actionsNeverHarm(
  trust: () => Trust,
  { links, keeps }: { links: Subject; keeps: Subject },
) {
  describe('a working link', () => {
    let giveBack: () => Promise<void>;

    it('gets another cost in place, though the hub has no controller', async () => {
      const { namespace, values } = links;
      const before = await trust().link(links, THIRD);
      giveBack = await withoutController(trust(), HUB, namespace);
      await trust().run('federation-create', {
        ...values,
        members: values.members.map(member => ({ ...member, linkCost: 7 })),
      });
      const after = await trust().link(links, THIRD);
      assert.equal(after.metadata.uid, before.metadata.uid);
      assert.equal(after.spec.cost, 7);
      assert.equal(after.status.status, 'Ready');
    });

    it('stays when a new one cannot be issued', async () => {
      const { name, namespace } = links;
      const { guest } = trust().stack;
      const before = await trust().link(links, THIRD);
      const site = await trust().skupper(HUB, namespace, 'sites');
      const [{ metadata, status }] = site.items;
      // The hub says that it is elsewhere now, so that the link is issued anew.
      await trust().patchSkupper(
        HUB,
        namespace,
        `sites/${metadata.name}/status`,
        {
          status: {
            endpoints: status.endpoints.map((endpoint: object) => ({
              ...endpoint,
              host: 'elsewhere.example.com',
            })),
          },
        },
      );
      const id = await guest.startTemplate('federation-reapply', {
        federation: name,
      });
      const [grant] = await guest.until(
        async () =>
          (
            await trust().skupper(HUB, namespace, 'accessgrants')
          ).items,
        grants => grants.length > 0,
        60_000,
      );
      // What a controller says that cannot process it.
      await trust().patchSkupper(
        HUB,
        namespace,
        `accessgrants/${grant.metadata.name}/status`,
        {
          status: {
            status: 'Error',
            message: 'no grants today',
            conditions: [
              {
                type: 'Processed',
                status: 'False',
                reason: 'Error',
                message: 'no grants today',
                lastTransitionTime: new Date().toISOString(),
              },
            ],
          },
        },
      );
      const task = await guest.finishTask(id, 60_000);
      assert.equal(task.status, 'failed', task.log.join('\n'));
      assert.match(task.log.join('\n'), /grant ready: failed/);
      const after = await trust().link(links, THIRD);
      assert.equal(after.metadata.uid, before.metadata.uid);
      assert.equal(after.status.status, 'Ready');

      await giveBack();
      await guest.until(
        () => trust().skupper(HUB, namespace, 'sites', metadata.name),
        seen => seen.status.endpoints[0].host === status.endpoints[0].host,
        60_000,
      );
      await trust().run('federation-reapply', { federation: name });
      const kept = await trust().link(links, THIRD);
      assert.equal(kept.metadata.uid, before.metadata.uid);
      const left = await trust().skupper(HUB, namespace, 'accessgrants');
      assert.deepEqual(left.items, []);
    });
  });

  describe('a spec that was edited by hand', () => {
    const namespace = `more-${keeps.namespace}`;

    it('is taken over: what joins is in it before anything is made', async () => {
      await trust().editSpec(keeps, text => `${text}# by hand\n`);
      await trust().run('federation-add-member', {
        federation: keeps.name,
        member: { cluster: HUB, namespace },
      });
      const { members } = await trust().storedSpec(keeps);
      assert.deepEqual(
        members.map((member: any) => `${member.cluster}/${member.namespace}`),
        [MEMBER, THIRD]
          .map(cluster => `${cluster}/${keeps.namespace}`)
          .concat(`${HUB}/${namespace}`),
      );
    });

    it('and what joined leaves again whole', async () => {
      await trust().actions.run({
        id: 'federation:member:remove',
        input: { federation: keeps.name, member: HUB },
      });
      const left = Object.keys(await trust().contents(keeps));
      assert.deepEqual(
        left.filter(key => key.includes(namespace)),
        [],
      );
      const { members } = await trust().storedSpec(keeps);
      assert.equal(members.length, 2);
    });
  });

  describe("a field of the federation's that somebody changed", () => {
    const deployment = `/apis/apps/v1/namespaces/${keeps.namespace}/deployments/supernode-1`;
    const imageOf = ({ spec }: any) => spec.template.spec.containers[0].image;

    it('is named with its manager, and taken over when asked', async () => {
      const kube = trust().stack.kube(MEMBER);
      const object = await kube.send('GET', deployment);
      const wanted = imageOf(object);
      object.spec.template.spec.containers[0].image = `${wanted}-mine`;
      // Its controller may write the status meanwhile.
      delete object.metadata.resourceVersion;
      await kube.send('PUT', `${deployment}?fieldManager=kubectl-set`, object);
      await trust().refused(
        keeps,
        'federation-reapply',
        { federation: keeps.name },
        /kubectl-set/,
        /image/,
        /takeOver/,
      );
      const task = await trust().run('federation-reapply', {
        federation: keeps.name,
        takeOver: true,
      });
      assert.match(
        task.log.join('\n'),
        /taken over: .*image from "kubectl-set"/,
      );
      assert.equal(imageOf(await kube.send('GET', deployment)), wanted);
    });
  });

  describe('applying a federation again', () => {
    it('mends a link and changes nothing else: two SuperNodes and a link by certificate stay so', async () => {
      await trust().ready(keeps);
      const spec = await trust().storedSpec(keeps);
      const { metadata } = await trust().link(keeps, MEMBER);
      await trust().removeSkupper(
        MEMBER,
        keeps.namespace,
        `links/${metadata.name}`,
      );
      await trust().run('federation-reapply', { federation: keeps.name });
      const link = await trust().link(keeps, MEMBER);
      assert.equal(
        link.metadata.annotations['backstage-federation.dev/link-mode'],
        'certificate',
      );
      assert.deepEqual(await trust().storedSpec(keeps), spec);
      // Routers tell of the old connection for a moment.
      await trust().view(
        keeps,
        ({ state, counts }) =>
          state.kind === 'ready' &&
          isDeepStrictEqual(
            counts.map(({ id, ready, total }) => [id, ready, total]),
            [
              ['sites', 3, 3],
              ['links', 2, 2],
              ['services', 1, 1],
              ['superNodes', 3, 3],
            ],
          ),
      );
    });
  });

  describe('a place of the platform', () => {
    for (const namespace of ['kube-system', 'skupper', 'openshift-config']) {
      it(`${namespace} is never a member, and nothing is made`, async () => {
        await trust().refused(
          keeps,
          'federation-add-member',
          { federation: keeps.name, member: { cluster: THIRD, namespace } },
          /namespace: namespace "[a-z-]+" is reserved/,
        );
      });
    }
  });
}
