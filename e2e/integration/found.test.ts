import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  GUIDE_HUB,
  GUIDE_MEMBER,
  guideObjects,
} from '../../plugins/scaffolder-backend-module-federation/src/__testUtils__/guideObjects';
import { countOf, flowerOf } from '../support/counts';
import { Kube } from '../support/kube';
import { resourceVersions } from '../support/objects';
import { Stack } from '../support/stack';
import { onSandbox, targetContexts } from '../support/target';

const [HUB, MEMBER, THIRD] = targetContexts();
const SENTENCE =
  'Found, not managed: 2 of 2 sites ready, 1 of 1 link operational, a SuperLink and 1 SuperNode.';
const FOUND = `found.${HUB}.${GUIDE_HUB}`;
const SKUPPER = '/apis/skupper.io/v2alpha1/namespaces';

/** Where objects of a kind are. */
const PATHS: Record<string, (namespace: string) => string> = {
  Namespace: () => '/api/v1/namespaces',
  Deployment: ns => `/apis/apps/v1/namespaces/${ns}/deployments`,
  Service: ns => `/api/v1/namespaces/${ns}/services`,
  Secret: ns => `/api/v1/namespaces/${ns}/secrets`,
  Site: ns => `${SKUPPER}/${ns}/sites`,
  Link: ns => `${SKUPPER}/${ns}/links`,
  Connector: ns => `${SKUPPER}/${ns}/connectors`,
  Listener: ns => `${SKUPPER}/${ns}/listeners`,
  Certificate: ns => `${SKUPPER}/${ns}/certificates`,
};

if (onSandbox()) {
  describe('the network of Flower’s guide, made by hand', () => {
    let stack: Stack;
    let east: Kube;
    let west: Kube;

    /** Outside of OpenShift a person has to add which user that is. */
    const withUser = (object: any) => {
      const copy = structuredClone(object);
      if (copy.kind === 'Deployment') {
        copy.spec.template.spec.securityContext.runAsUser = 49999;
      }
      return copy;
    };

    /** Makes what the guide makes, but for what only the clusters can give. */
    const makeByHand = async (command: string) => {
      const { objects } = guideObjects.find(of => of.command === command)!;
      for (const object of objects) {
        const { name, namespace = name } = object.metadata;
        const kube = namespace === GUIDE_HUB ? east : west;
        await kube.send(
          'POST',
          PATHS[object.kind](namespace),
          withUser(object),
        );
      }
    };
    const hubSite = () =>
      east.send('GET', `${PATHS.Site(GUIDE_HUB)}/superlink-interconnect`);
    const supernode = () =>
      west.send('GET', `${PATHS.Deployment(GUIDE_MEMBER)}/supernode-1`);

    /** As `skupper link generate` does it, and `kubectl apply` of what it gives. */
    const linkByHand = async (kube: Kube, namespace: string) => {
      const { status } = await stack.guest.until(
        hubSite,
        site => site.status?.status === 'Ready',
        30_000,
      );
      const of = guideObjects.find(
        ({ command }) => command === 'skupper link generate',
      )!;
      const [wanted, secret, link] = of.objects as any[];
      const { name } = wanted.metadata;
      await east
        .send('POST', PATHS.Certificate(GUIDE_HUB), wanted)
        .catch(error => assert.equal(error.reason, 'AlreadyExists'));
      const { data } = await stack.guest.until(
        () => east.send('GET', `${PATHS.Secret(GUIDE_HUB)}/${name}`),
        found => Boolean(found.data),
        30_000,
      );
      const metadata = { name, namespace };
      await kube.send('POST', PATHS.Secret(namespace), {
        ...secret,
        metadata,
        data,
      });
      await kube.send('POST', PATHS.Link(namespace), {
        ...link,
        metadata: { ...link.metadata, namespace },
        spec: { ...link.spec, endpoints: status.endpoints },
      });
    };

    before(async () => {
      stack = await Stack.start({});
      east = stack.kube(HUB);
      west = stack.kube(MEMBER);
      await makeByHand('oc new-project');
      await makeByHand('kubectl apply (SuperLink)');
      await makeByHand('skupper site create');
      await linkByHand(west, GUIDE_MEMBER);
      await makeByHand('skupper connector create');
      await makeByHand('skupper listener create');
      await makeByHand('kubectl apply (SuperNode)');
      await stack.guest.untilTemplate('federation-create');
    });
    after(() => stack?.stop());

    it('is listed as found, and not managed', async () => {
      const { items } = await stack.guest.until(
        () => stack.guest.federations(),
        list => list.items[0]?.state.kind === 'ready',
        60_000,
      );
      assert.deepEqual(
        items.map(({ name, found, title, hub, members }) => [
          name,
          found,
          title,
          hub,
          members,
        ]),
        [
          [
            FOUND,
            true,
            'superlink-interconnect',
            { cluster: HUB, namespace: GUIDE_HUB },
            [{ cluster: MEMBER, namespace: GUIDE_MEMBER }],
          ],
        ],
      );
      assert.equal(items[0].sentence, SENTENCE);
    });

    it('shows sites, links, services, SuperLink and SuperNodes', async () => {
      const { view } = await stack.guest.federation(FOUND);
      for (const [id, total] of [
        ['sites', 2],
        ['links', 1],
        ['services', 1],
        ['superNodes', 1],
      ] as const) {
        assert.deepEqual(countOf(view, id), { ready: total, total }, id);
      }
      const { superLink, superNodes } = flowerOf(view);
      assert.equal(superLink!.version, '1.23.0');
      assert.equal(superNodes[0].name, 'supernode-1');
      assert.deepEqual(
        view.findings.map(({ cause }) => cause),
        ['network-found'],
      );
    });

    it('is taken over by the form that its button opens, and no other made', async () => {
      const [{ remedy }] = (await stack.guest.federation(FOUND)).view.findings;
      assert.equal(remedy.template!.ref, 'template:default/federation-create');
      const { uid } = (await hubSite()).metadata;
      const { formData } = remedy.template!;
      const task = await stack.guest.runTemplate('federation-create', {
        ...formData,
        owner: 'group:default/data-science',
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      assert.equal((await hubSite()).metadata.uid, uid);
      const { metadata } = await supernode();
      assert.equal(
        metadata.annotations['backstage-federation.dev/adopted'],
        GUIDE_HUB,
      );
      const links = await west.list(PATHS.Link(GUIDE_MEMBER));
      assert.equal(links.length, 1);

      const view = await stack.guest.untilView(
        GUIDE_HUB,
        ({ state }) => state.kind === 'ready',
        30_000,
      );
      assert.deepEqual(countOf(view, 'superNodes'), { ready: 1, total: 1 });
      const { items } = await stack.guest.federations();
      assert.deepEqual(
        items.map(({ name }) => name),
        [GUIDE_HUB],
      );
    });

    it('is then changed by no second apply', async () => {
      const kubes = stack.kubes();
      const made = await resourceVersions(kubes, GUIDE_HUB);
      const task = await stack.guest.runTemplate('federation-reapply', {
        federation: GUIDE_HUB,
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      assert.deepEqual(await resourceVersions(kubes, GUIDE_HUB), made);
    });

    it('shows a site that others link to it as theirs, and is neither worse nor better', async () => {
      const north = stack.kube(THIRD);
      const namespace = 'theirs';
      await north.send('POST', PATHS.Namespace(''), {
        metadata: { name: namespace },
      });
      await north.send('POST', PATHS.Site(namespace), {
        apiVersion: 'skupper.io/v2alpha1',
        kind: 'Site',
        metadata: { name: 'their-site', namespace },
      });
      await linkByHand(north, namespace);
      const view = await stack.guest.untilView(
        GUIDE_HUB,
        current => countOf(current, 'otherSites')?.ready === 1,
        60_000,
      );
      assert.equal(view.state.kind, 'ready');
      assert.deepEqual(countOf(view, 'sites'), { ready: 2, total: 2 });
      assert.deepEqual(countOf(view, 'links'), { ready: 1, total: 1 });
      assert.match(view.sentence, /^Healthy: 2 sites and 1 site of others,/);
      const { uid } = (
        await north.send('GET', `${PATHS.Site(namespace)}/their-site`)
      ).metadata;
      const theirs = view.sites.find(({ role }) => role === 'other')!;
      assert.deepEqual(
        [theirs.id, theirs.name, theirs.namespace, theirs.state.word],
        [uid, 'their-site', namespace, 'Joined'],
      );
      const { items } = await stack.guest.federations();
      assert.deepEqual(
        items.map(({ name }) => name),
        [GUIDE_HUB],
      );
      await north.send('DELETE', `${PATHS.Namespace('')}/${namespace}`);
      await stack.guest.untilView(
        GUIDE_HUB,
        ({ sites }) => sites.length === 2,
        60_000,
      );
    });

    it('stays when the federation goes, and is found again', async () => {
      const { uid } = (await hubSite()).metadata;
      const task = await stack.guest.runTemplate('federation-delete', {
        federation: GUIDE_HUB,
        confirm: GUIDE_HUB,
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      assert.equal((await hubSite()).metadata.uid, uid);
      await stack.guest.until(
        () => stack.guest.federations(),
        ({ items: [only, ...more] }) =>
          only?.name === FOUND && only.sentence === SENTENCE && !more.length,
        60_000,
      );
    });
  });
}
