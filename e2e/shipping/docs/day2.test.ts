import { Finding } from '@backstage-federation/plugin-federation-common';
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { parse } from 'yaml';
import { root } from '../../../scripts/lib.mjs';
import { DEFAULT_FLOWER_VERSION } from '../../../plugins/federation-common/src';
import { ActionRunner } from '../../support/ActionRunner';
import { TaskResult } from '../../support/BackstageClient';
import { countOf, flowerOf } from '../../support/counts';
import { kubectl } from '../../support/kubectl';
import { federationObjects } from '../../support/objects';
import { Stack } from '../../support/stack';
import { applyBlock, blocksUnder, pageBlocks } from '../support/page';

const PAGE = 'docs/day-2.md';
const page = readFileSync(join(root, PAGE), 'utf8');
const blocks = pageBlocks(join(root, PAGE), PAGE);

/** As the page's commands call them. */
const NAME = 'retail-fl';
const namespace = 'retail';
/** Of the network that somebody made by hand. */
const FOUND = 'by-hand';
const WAIT_MS = 120_000;
const SKUPPER = '/apis/skupper.io/v2alpha1/namespaces';

let stack: Stack;

before(async () => {
  stack = await Stack.start({ flower: 'builtin' });
  await run('federation-create', {
    name: NAME,
    hub: place(stack.hub),
    members: [place(stack.member)],
    version: '1.39.0',
    persistence: 'none',
  });
  await healthy(2);
});

after(() => stack?.stop());

const place = (cluster: string, where = namespace) => ({
  cluster,
  namespace: where,
});

async function launch(
  template: string,
  values: Record<string, unknown>,
): Promise<TaskResult & { text: string }> {
  await stack.guest.untilTemplate(template);
  const task = await stack.guest.runTemplate(template, values, WAIT_MS);
  return { ...task, text: task.log.join('\n') };
}

/** Runs a template that must come to its end. @returns what its log says */
async function run(
  template: string,
  values: Record<string, unknown> = { federation: NAME },
): Promise<string> {
  const { status, text } = await launch(template, values);
  assert.equal(status, 'completed', text);
  return text;
}

const reapply = () => run('federation-reapply');

/** @returns what the log of a template says that must be refused */
async function refused(
  template: string,
  values: Record<string, unknown> = { federation: NAME },
): Promise<string> {
  const { status, text } = await launch(template, values);
  assert.equal(status, 'failed', text);
  return text;
}

const healthy = (sites: number, name = NAME) =>
  stack.guest.untilView(
    name,
    view =>
      view.state.kind === 'ready' && countOf(view, 'sites')?.total === sites,
    WAIT_MS,
  );

async function finding(cause: string, name = NAME): Promise<Finding> {
  const { findings } = await stack.guest.untilView(
    name,
    view => view.findings.some(one => one.cause === cause),
    WAIT_MS,
  );
  return findings.find(one => one.cause === cause)!;
}

/** Does what the button of a finding does: opens a form that is filled in, and sends it. */
async function press(
  { remedy }: Finding,
  template: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  assert.equal(remedy.template?.ref, `template:default/${template}`);
  return run(template, { ...remedy.template.formData, ...more });
}

const left = async (cluster: string, name = NAME) => [
  ...(await federationObjects(stack.kube(cluster), name)).keys(),
];

/** Runs the commands of a section in a cluster, with an editor that does what a person would. */
async function runCommands(heading: string, cluster: string, editor = 'false') {
  const { kubeconfig } = stack.target;
  const KUBECONFIG = join(stack.sandbox.stateDir, `of-${cluster}`);
  copyFileSync(kubeconfig, KUBECONFIG);
  kubectl({ kubeconfig: KUBECONFIG, context: cluster }, [
    ...['config', 'use-context', cluster],
  ]);
  const env = { ...process.env, KUBECONFIG, KUBE_EDITOR: editor };
  for (const block of blocksUnder(blocks, heading)) {
    await applyBlock(root, block, { env });
  }
}

/** Edits the spec by the page's command. */
const changeSpec = (from: string, to: string) =>
  runCommands('Change the spec', stack.hub, `sed -i 's/${from}/${to}/'`);

/** What a person gives to kubectl. */
const create = (cluster: string, ...objects: object[]) =>
  kubectl(
    { kubeconfig: stack.target.kubeconfig, context: cluster },
    ['create', '--validate=false', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  );

const skupper = (kind: string, name: string, spec: object) => ({
  apiVersion: 'skupper.io/v2alpha1',
  kind,
  metadata: { name, namespace: FOUND },
  spec,
});

const get = (cluster: string, path: string) =>
  stack.kube(cluster).send('GET', path);

async function link(): Promise<any> {
  const { items } = await get(stack.member, `${SKUPPER}/${namespace}/links`);
  assert.equal(items.length, 1, JSON.stringify(items));
  return items[0];
}

const siteUid = async (): Promise<string> =>
  (await get(stack.hub, `${SKUPPER}/${FOUND}/sites/center`)).metadata.uid;

/** Two sites and a link between them, as somebody makes them without Backstage. */
async function makeByHand() {
  const metadata = { name: FOUND };
  for (const cluster of [stack.hub, stack.third]) {
    create(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata });
  }
  create(
    stack.hub,
    skupper('Site', 'center', { linkAccess: 'default' }),
    skupper('AccessGrant', 'for-branch', { redemptionsAllowed: 1 }),
  );
  create(stack.third, skupper('Site', 'branch', {}));
  const ready = (cluster: string, path: string) =>
    stack.guest.until(
      () => get(cluster, `${SKUPPER}/${FOUND}/${path}`),
      ({ status }) => status?.status === 'Ready',
      WAIT_MS,
    );
  await ready(stack.hub, 'sites/center');
  await ready(stack.third, 'sites/branch');
  const { status } = await ready(stack.hub, 'accessgrants/for-branch');
  const { url, code, ca } = status;
  create(stack.third, skupper('AccessToken', 'to-center', { url, code, ca }));
}

it('Add a member', async () => {
  const values = { federation: NAME, member: place(stack.third) };
  await run('federation-add-member', { ...values, superNodes: 2 });
  await healthy(3);
  // What the form leaves empty stays.
  assert.match(await run('federation-add-member', values), /nothing/i);
  const view = await healthy(3);
  assert.deepEqual(countOf(view, 'superNodes'), { ready: 3, total: 3 });
});

it('Remove a member', async () => {
  const log = await run('federation-remove-member', {
    federation: NAME,
    member: stack.third,
    deleteNamespaces: true,
  });
  assert.match(log, /unregister/i);
  await healthy(2);
  assert.deepEqual(await left(stack.third), []);
});

it('Change the spec', async () => {
  await changeSpec('linkCost: 1', 'linkCost: none');
  const rule = /members\[0\].linkCost: linkCost must be a number/;
  assert.match(JSON.stringify(await finding('spec-unusable')), rule);
  assert.match(await refused('federation-reapply'), rule);
  await changeSpec('linkCost: none', 'linkCost: 5');
  await reapply();
  await healthy(2);
  assert.equal((await link()).spec.cost, 5);
});

it('Upgrade Flower', async () => {
  await changeSpec('version: .*', 'version: 9.9.9');
  assert.match(await refused('federation-reapply'), /9\.9\.9 is not known/);
  const [, newer] = /`workload.version`, for example to `(.+?)`/.exec(page)!;
  await changeSpec('version: .*', `version: ${newer}`);
  await reapply();
  const { superLink, superNodes } = flowerOf(await healthy(2));
  for (const part of [superLink, ...superNodes]) {
    assert.equal(part?.version, newer);
  }
});

it('Mend what a finding names', async () => {
  const path = `${SKUPPER}/${namespace}/connectors/fleet-api`;
  await stack.kube(stack.hub).send('DELETE', path);
  await press(await finding('connector-missing'), 'federation-reapply');
  await healthy(2);
  kubectl({ kubeconfig: stack.target.kubeconfig, context: stack.member }, [
    ...['scale', 'deployment/supernode-1', '--replicas=0', '-n', namespace],
  ]);
  const log = await press(
    await finding('supernode-scaled-to-zero'),
    'federation-reapply',
  );
  assert.match(log, /taken over: spec\.replicas from "kubectl"/);
  await healthy(2);
});

it('Take over a network that was found', async () => {
  await makeByHand();
  const { items } = await stack.guest.until(
    () => stack.guest.federations(),
    list =>
      list.items.some(({ found, state }) => found && state.kind === 'ready'),
    WAIT_MS,
  );
  const listed = items.find(({ found }) => found)!;
  assert.match(listed.sentence, /^Found, not managed/);
  assert.ok(page.includes('_found, not managed_'));
  const uid = await siteUid();
  await press(
    await finding('network-found', listed.name),
    'federation-create',
    { version: DEFAULT_FLOWER_VERSION },
  );
  await healthy(2, FOUND);
  assert.equal(await siteUid(), uid);
});

it('Run an app, and stop it', async () => {
  // The built-in Flower runs none; real ones do in the part flower.
  assert.match(
    await refused('federation-run'),
    /cannot run apps. Install Flower: npm run flower:install/,
  );
  assert.match(
    await refused('federation-run-stop', { federation: NAME, runId: '1' }),
    /knows no run 1/,
  );
});

it('The key of a SuperNode', async () => {
  const path = `/api/v1/namespaces/${namespace}/secrets/supernode-1-key`;
  const key = async () => (await get(stack.member, path)).metadata.uid;
  const [before] = flowerOf(await healthy(2)).superNodes;
  const uid = await key();
  const runner = new ActionRunner(parse(readFileSync(stack.config, 'utf8')));
  try {
    await runner.run({
      id: 'flower:supernode:unregister',
      input: {
        federation: NAME,
        ...place(stack.member),
        member: stack.member,
        hubCluster: stack.hub,
        hubNamespace: namespace,
      },
    });
  } finally {
    await runner.close();
  }
  await reapply();
  const { superNodes } = flowerOf(await healthy(2));
  assert.notEqual(superNodes[0].nodeId, before.nodeId);
  assert.notEqual(await key(), uid);
});

it('The link of a member', async () => {
  const { uid } = (await link()).metadata;
  await runCommands('The link of a member', stack.member);
  await reapply();
  await healthy(2);
  assert.notEqual((await link()).metadata.uid, uid);
});

it('Bring back a lost cluster', async () => {
  const member = place(stack.third);
  await run('federation-add-member', { federation: NAME, member });
  await stack.disruption.kill(stack.third);
  const removal = { federation: NAME, member: stack.third };
  assert.match(
    await refused('federation-remove-member', removal),
    /set leaveLostClusters/,
  );
  const log = await run('federation-remove-member', {
    ...removal,
    leaveLostClusters: true,
  });
  assert.match(log, new RegExp(`${stack.third}: Secret .*supernode-1-key`));
  await stack.disruption.restart(stack.third);
  const leftovers = await finding('leftovers');
  assert.match(leftovers.title, new RegExp(`${stack.third}/${namespace}`));
  await press(leftovers, 'federation-cleanup');
  assert.deepEqual(await left(stack.third), []);
  await healthy(2);
});

it('Clean up', async () => {
  const namespaces = '/api/v1/namespaces';
  await stack.kube(stack.hub).send('DELETE', `${namespaces}/${FOUND}`);
  await press(await finding('spec-gone', FOUND), 'federation-cleanup');
  // What was adopted stays.
  assert.deepEqual(await left(stack.third, FOUND), []);
  const sites = await get(stack.third, `${SKUPPER}/${FOUND}/sites`);
  assert.equal(sites.items.length, 1);
});

it('Move registered keys to a volume', async () => {
  await changeSpec('persistence: .*', 'persistence: volume');
  const moved = /its database moves to PersistentVolumeClaim superlink-state/;
  assert.match(await reapply(), moved);
  await healthy(2);
  // As "Upgrade Flower" says of an older release.
  await changeSpec('version: .*', 'version: 1.39.0');
  const older = /Flower 1\.39\.0 cannot read the SuperLink's database/;
  assert.match(await refused('federation-reapply'), older);
});

it('Delete a federation', async () => {
  const values = { federation: NAME, deleteNamespaces: true };
  const other = { ...values, confirm: 'other' };
  assert.match(await refused('federation-delete', other), /confirm: type/);
  await run('federation-delete', { ...values, confirm: NAME });
  for (const cluster of stack.target.contexts) {
    assert.deepEqual(await left(cluster), [], cluster);
  }
});
