import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_FLOWER_VERSION } from '../../plugins/federation-common/src';
import { namespacesOf } from '../support/namespaces';
import { Stack } from '../support/stack';
import { runId, targetCan, targetContexts, unique } from '../support/target';

const [HUB, MEMBER, THIRD] = targetContexts();
const namespace = unique('fl');
const hub = { cluster: HUB, namespace };
const west = { cluster: MEMBER, namespace, superNodes: 1 };
const good = {
  name: unique('bad-input'),
  hub,
  members: [west],
  version: DEFAULT_FLOWER_VERSION,
  linkMode: 'token',
  linkAccess: 'default',
};

/** What is wrong, and what the message must say. */
const CASES: [string, Record<string, unknown>, RegExp][] = [
  [
    'hub listed as member',
    { members: [hub] },
    /members\[0\]\.namespace.*is the hub/,
  ],
  [
    'member twice',
    { members: [west, { ...west, name: 'b' }] },
    /members\[1\]\.namespace.*only one site/,
  ],
  [
    'unknown cluster',
    { members: [{ ...west, cluster: 'mars' }] },
    new RegExp(
      `members\\[0\\]\\.cluster.*mars.*${targetContexts()
        .map(name => `"${name}"`)
        .join(', ')}`,
      's',
    ),
  ],
  [
    'wrong namespace',
    { hub: { ...hub, namespace: 'Not_OK' } },
    /hub\.namespace.*lower case/,
  ],
  [
    'unknown Flower version',
    { version: '1.99.0' },
    /workload\.version.*1\.23/s,
  ],
  ['route without OpenShift', { linkAccess: 'route' }, /linkAccess.*route/i],
  [
    'wrong number of SuperNodes',
    { members: [{ ...west, superNodes: 1000 }] },
    /members\[0\]\.superNodes.*0 to 100/,
  ],
];

describe('bad input', () => {
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({});
  });
  after(() => stack?.stop());

  /** Of this run: others may use the same clusters. */
  const namespaces = () =>
    Promise.all(
      targetContexts().map(name => namespacesOf(stack.kube(name), runId)),
    );

  for (const [what, change, message] of CASES) {
    it(`${what}: names the field and creates nothing`, async () => {
      const before = await namespaces();
      const task = await stack.guest.runTemplate('federation-create', {
        ...good,
        ...change,
      });
      assert.equal(task.status, 'failed');
      assert.match(task.log.join('\n'), message);
      assert.deepEqual(await namespaces(), before);
    });
  }

  it('a second site in a namespace is refused before anything is created', async () => {
    const kube = stack.kube(MEMBER);
    const taken = unique('taken');
    await kube.send('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: taken },
    });
    await kube.send(
      'POST',
      `/apis/skupper.io/v2alpha1/namespaces/${taken}/sites`,
      {
        apiVersion: 'skupper.io/v2alpha1',
        kind: 'Site',
        metadata: { name: 'somebody-elses' },
        spec: {},
      },
    );
    const before = await namespaces();
    const task = await stack.guest.runTemplate('federation-create', {
      ...good,
      members: [{ ...west, namespace: taken }],
    });
    assert.equal(task.status, 'failed');
    assert.match(task.log.join('\n'), /somebody-elses/);
    assert.deepEqual(await namespaces(), before);
  });

  if (targetCan('outages')) {
    it('an unreachable cluster is named before anything is created', async () => {
      await stack.disruption.kill(THIRD);
      try {
        const before = await namespacesOf(stack.kube(HUB), runId);
        const task = await stack.guest.runTemplate('federation-create', {
          ...good,
          members: [west, { cluster: THIRD, namespace, superNodes: 1 }],
        });
        assert.equal(task.status, 'failed');
        assert.match(task.log.join('\n'), new RegExp(THIRD));
        assert.deepEqual(await namespacesOf(stack.kube(HUB), runId), before);
      } finally {
        await stack.disruption.restart(THIRD);
      }
    });
  }
});
