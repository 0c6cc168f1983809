import { Finding } from '@backstage-federation/plugin-federation-common';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_FLOWER_VERSION } from '../../plugins/federation-common/src';
import { countOf } from '../support/counts';
import { federationObjects, resourceVersions } from '../support/objects';
import { Stack } from '../support/stack';
import {
  targetCan,
  targetContexts,
  targetEnvironment,
  unique,
} from '../support/target';

const [HUB, MEMBER, THIRD] = targetContexts();
const NAME = unique('retail-fl');
const namespace = unique('retail');
/** How soon a broken link must be seen; real API servers, on the same machine, take their share. */
const SEEN_MS = targetEnvironment() ? 3_000 : 1_500;

const place = (cluster: string) => ({ cluster, namespace });

/** What the form sends. */
const createValues = {
  name: NAME,
  owner: 'group:default/data-science',
  hub: place(HUB),
  members: [{ ...place(MEMBER), superNodes: 1 }],
  version: DEFAULT_FLOWER_VERSION,
  linkMode: 'token',
  linkAccess: 'default',
};

describe('the three templates', () => {
  let stack: Stack;
  const kubes = () => stack.kubes();

  before(async () => {
    stack = await Stack.start({});
  });
  after(() => stack?.stop());

  it('creates a federation and links to its entity', async () => {
    const task = await stack.guest.runTemplate(
      'federation-create',
      createValues,
    );
    assert.equal(task.status, 'completed', task.log.join('\n'));
    // The page shows at once what the task waited for.
    const { view } = await stack.guest.federation(NAME);
    assert.deepEqual(countOf(view, 'superNodes'), { ready: 1, total: 1 });
    assert.equal(task.output.links[0].entityRef, `system:default/${NAME}`);
    assert.match(
      task.log.join('\n'),
      new RegExp(`${MEMBER}: link to the hub operational`),
    );
  });

  it('shows it live: 2 sites, 1 link, 1 SuperNode', async () => {
    const view = await stack.guest.untilView(
      NAME,
      ({ state }) => state.kind === 'ready',
      20_000,
    );
    assert.deepEqual(view.counts, [
      { id: 'sites', label: 'Sites', ready: 2, total: 2 },
      { id: 'links', label: 'Links', ready: 1, total: 1 },
      { id: 'services', label: 'Services', ready: 1, total: 1 },
      { id: 'superNodes', label: 'SuperNodes', ready: 1, total: 1 },
    ]);
    assert.deepEqual(view.findings, []);
    assert.match(view.sentence, /^Healthy: 2 sites, 1 link, 1 SuperNode/);
  });

  it('has entities with owner and relations', async () => {
    const read = (ref: string) =>
      stack.guest.json<any>(`/catalog/entities/by-name/${ref}`);
    const node = await stack.guest.until(
      () => read(`component/default/${NAME}.${MEMBER}.supernode-1`),
      ({ relations }) => relations?.length >= 3,
      30_000,
    );
    const targets = node.relations.map((r: any) => `${r.type} ${r.targetRef}`);
    for (const expected of [
      `partOf system:default/${NAME}`,
      `dependsOn component:default/${NAME}.superlink`,
      `dependsOn resource:default/${MEMBER}`,
      'ownedBy group:default/data-science',
    ]) {
      assert.ok(targets.includes(expected), `${expected} in ${targets}`);
    }
  });

  it('changes nothing when run again, and says so', async () => {
    const before = await resourceVersions(kubes(), NAME);
    const task = await stack.guest.runTemplate(
      'federation-create',
      createValues,
    );
    assert.equal(task.status, 'completed', task.log.join('\n'));
    assert.deepEqual(await resourceVersions(kubes(), NAME), before);
    assert.match(task.log.join('\n'), /nothing (was )?changed/i);
  });

  it('adds a member', async () => {
    const task = await stack.guest.runTemplate('federation-add-member', {
      federation: NAME,
      member: place(THIRD),
      superNodes: 1,
      linkMode: 'certificate',
    });
    assert.equal(task.status, 'completed', task.log.join('\n'));
    const view = await stack.guest.untilView(
      NAME,
      current =>
        current.state.kind === 'ready' &&
        countOf(current, 'sites')?.total === 3,
      20_000,
    );
    assert.deepEqual(countOf(view, 'superNodes'), { ready: 2, total: 2 });
    assert.deepEqual(countOf(view, 'links'), { ready: 2, total: 2 });
  });

  it('removes a member, with nothing of it left, and adds it again', async () => {
    const { [THIRD]: third } = kubes();
    const task = await stack.guest.runTemplate('federation-remove-member', {
      federation: NAME,
      member: THIRD,
      deleteNamespaces: true,
    });
    assert.equal(task.status, 'completed', task.log.join('\n'));
    assert.deepEqual([...(await federationObjects(third, NAME)).keys()], []);
    await stack.guest.untilView(
      NAME,
      view =>
        view.state.kind === 'ready' && countOf(view, 'sites')?.total === 2,
      20_000,
    );
    const again = await stack.guest.runTemplate('federation-add-member', {
      federation: NAME,
      member: place(THIRD),
      superNodes: 1,
      linkMode: 'certificate',
    });
    assert.equal(again.status, 'completed', again.log.join('\n'));
    await stack.guest.untilView(
      NAME,
      view =>
        view.state.kind === 'ready' && countOf(view, 'superNodes')?.ready === 2,
      20_000,
    );
  });

  it('names what goes in the minutes after a change, and its button makes it again', async () => {
    const { [HUB]: hub, [MEMBER]: member } = kubes();
    const skupper = `/apis/skupper.io/v2alpha1/namespaces/${namespace}`;
    const { items } = await member.send('GET', `${skupper}/links`);
    for (const [kube, part, cause] of [
      [hub, 'connectors/fleet-api', 'connector-missing'],
      [member, 'listeners/fleet-api', 'listener-missing'],
      [member, `links/${items[0].metadata.name}`, 'link-missing'],
    ] as const) {
      await kube.send('DELETE', `${skupper}/${part}`);
      const view = await stack.guest.untilView(
        NAME,
        ({ findings }) => findings.some(finding => finding.cause === cause),
        5_000,
      );
      assert.deepEqual(
        view.findings.map(finding => finding.cause),
        [cause],
      );
      const { template } = view.findings[0].remedy;
      assert.deepEqual(template, {
        ref: 'template:default/federation-reapply',
        formData: { federation: NAME },
      });
      const task = await stack.guest.runTemplate('federation-reapply', {
        federation: NAME,
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      await stack.guest.untilView(
        NAME,
        ({ state }) => state.kind === 'ready',
        90_000,
      );
    }
  });

  it('applies again what is stored, and resets nothing', async () => {
    const before = await resourceVersions(kubes(), NAME);
    const task = await stack.guest.runTemplate('federation-reapply', {
      federation: NAME,
    });
    assert.equal(task.status, 'completed', task.log.join('\n'));
    assert.deepEqual(await resourceVersions(kubes(), NAME), before);
  });

  if (targetCan('link-faults')) {
    it('says at once that a link broke and why, and sees it mended', async () => {
      await stack.sandbox.cli('link', 'break', MEMBER, '--cause', 'refused');
      const broken = Date.now();
      const cause = ({ findings }: { findings: Finding[] }) =>
        findings.find(({ subject }) => subject.kind === 'link');
      const view = await stack.guest.untilView(
        NAME,
        current => /refuse/i.test(cause(current)?.title ?? ''),
        5_000,
      );
      assert.ok(Date.now() - broken < SEEN_MS, `${Date.now() - broken} ms`);
      assert.ok(cause(view)?.evidence.some(({ kind }) => kind === 'log'));
      assert.deepEqual(cause(view)?.remedy.template, {
        ref: 'template:default/federation-reapply',
        formData: { federation: NAME },
      });
      assert.deepEqual(countOf(view, 'links'), { ready: 1, total: 2 });

      await stack.sandbox.cli('link', 'mend', MEMBER);
      await stack.guest.untilView(
        NAME,
        ({ state }) => state.kind === 'ready',
        90_000,
      );
    });
  }

  if (targetCan('outages')) {
    it('keeps a cluster that is away in view, as unknown, beside the rest', async () => {
      await stack.disruption.kill(THIRD);
      try {
        const view = await stack.guest.untilView(
          NAME,
          ({ clusters }) =>
            clusters.some(c => c.name === THIRD && c.state !== 'connected'),
          30_000,
        );
        const site = view.sites.find(({ cluster }) => cluster === THIRD)!;
        assert.equal(site.state.kind, 'unknown');
        assert.equal(view.sites.length, 3);
        const entity = await stack.guest.request(
          `/catalog/entities/by-name/component/default/${NAME}.${THIRD}.supernode-1`,
        );
        assert.equal(entity.status, 200);
      } finally {
        await stack.disruption.restart(THIRD);
      }
      await stack.guest.untilView(
        NAME,
        ({ state }) => state.kind === 'ready',
        90_000,
      );
    });
  }

  it('refuses to delete without the name typed', async () => {
    const task = await stack.guest.runTemplate('federation-delete', {
      federation: NAME,
      confirm: 'something else',
    });
    assert.equal(task.status, 'failed');
    assert.match(task.log.join('\n'), /confirm/);
  });

  it('deletes the federation and leaves nothing behind', async () => {
    const task = await stack.guest.runTemplate('federation-delete', {
      federation: NAME,
      confirm: NAME,
      deleteNamespaces: true,
    });
    assert.equal(task.status, 'completed', task.log.join('\n'));
    for (const [cluster, kube] of Object.entries(kubes())) {
      const left = [...(await federationObjects(kube, NAME)).keys()];
      assert.deepEqual(left, [], cluster);
      const namespaces = (await kube.list('/api/v1/namespaces')).map(
        ({ metadata }) => metadata.name,
      );
      assert.ok(!namespaces.includes(namespace), cluster);
    }
    await stack.guest.until(
      () =>
        stack.guest.request(`/catalog/entities/by-name/system/default/${NAME}`),
      ({ status }) => status === 404,
      60_000,
    );
    const { items } = await stack.guest.federations();
    assert.ok(!items.some(({ name }) => name === NAME));
  });
});
