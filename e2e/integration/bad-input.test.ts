import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Stack } from '../support/stack';

const hub = { cluster: 'east', namespace: 'fl' };
const west = { cluster: 'west', namespace: 'fl', superNodes: 1 };
const good = {
  name: 'bad-input',
  hub,
  members: [west],
  version: '1.41.0',
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
    /members\[0\]\.cluster.*mars.*"east", "west", "north"/s,
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

  const namespaces = async () =>
    Promise.all(
      ['east', 'west', 'north'].map(async cluster =>
        (await stack.kube(cluster).list('/api/v1/namespaces')).map(
          ({ metadata }) => metadata.name,
        ),
      ),
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
    const kube = stack.kube('west');
    await kube.send('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'taken' },
    });
    await kube.send(
      'POST',
      '/apis/skupper.io/v2alpha1/namespaces/taken/sites',
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
      members: [{ ...west, namespace: 'taken' }],
    });
    assert.equal(task.status, 'failed');
    assert.match(task.log.join('\n'), /somebody-elses/);
    assert.deepEqual(await namespaces(), before);
  });

  it('an unreachable cluster is named before anything is created', async () => {
    await stack.sandbox.cli('kill', 'north');
    try {
      const before = (await stack.kube('east').list('/api/v1/namespaces'))
        .length;
      const task = await stack.guest.runTemplate('federation-create', {
        ...good,
        members: [west, { cluster: 'north', namespace: 'fl', superNodes: 1 }],
      });
      assert.equal(task.status, 'failed');
      assert.match(task.log.join('\n'), /north/);
      assert.equal(
        (await stack.kube('east').list('/api/v1/namespaces')).length,
        before,
      );
    } finally {
      await stack.sandbox.cli('restart', 'north');
    }
  });
});
