import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { Stack } from '../support/stack';

const versions = (process.env.FEDERATION_TEST_FLOWER ?? '').split(',');

/** Command lines of Flower's processes below a sandbox's. */
function flowerProcesses(sandbox: number): string[] {
  const processes = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '2000' },
  })
    .split('\n')
    .map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap(match =>
      match
        ? { pid: Number(match[1]), ppid: Number(match[2]), args: match[3] }
        : [],
    );
  const family = new Set([sandbox]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, ppid } of processes) {
      if (family.has(ppid)) family.add(pid);
    }
  }
  return processes
    .filter(({ pid }) => family.has(pid))
    .map(({ args }) => args)
    .filter(args => /bin\/flower-super(link|node)\b/.test(args));
}

for (const version of versions) {
  describe(`the templates with real Flower ${version}`, () => {
    const name = `flower-${version.replace(/\D/g, '-')}`;
    const place = (cluster: string) => ({ cluster, namespace: name });
    let stack: Stack;

    before(async () => {
      stack = await Stack.start({ flower: 'process' });
    });
    after(() => stack?.stop());

    it('creates a federation of real processes', async () => {
      const task = await stack.guest.runTemplate('federation-create', {
        name,
        hub: place('east'),
        members: [{ ...place('west'), superNodes: 1 }],
        version,
        linkMode: 'token',
        linkAccess: 'default',
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      const running = flowerProcesses(stack.sandbox.pid).join('\n');
      assert.ok(running.includes(`/${version}/`), running);
      assert.match(running, /flower-superlink .*--insecure/);
      assert.match(
        running,
        Number(version.split('.')[1]) >= 40
          ? /flower-supernode .*--superlink fleet-api:8000/
          : /flower-supernode .*--superlink fleet-api:9092/,
      );
    });

    it('shows the node that the SuperLink knows, connected through the listener', async () => {
      const view = await stack.guest.untilView(
        name,
        ({ state }) => state.kind === 'ready',
        60_000,
      );
      assert.deepEqual(view.counts.superNodes, { ready: 1, total: 1 });
      assert.equal(view.superNodes[0].version, version);
      assert.match(view.superNodes[0].nodeId ?? '', /^\d+$/);

      const pods = await stack
        .kube('east')
        .list(`/api/v1/namespaces/${name}/pods?labelSelector=app%3Dsuperlink`);
      assert.equal(pods.length, 1);
    });

    it('adds a member, whose SuperNode comes online', async () => {
      const task = await stack.guest.runTemplate('federation-add-member', {
        federation: name,
        member: place('north'),
        superNodes: 1,
        linkMode: 'certificate',
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      await stack.guest.untilView(
        name,
        ({ counts }) => counts.superNodes.ready === 2,
        60_000,
      );
    });

    it('names a SuperNode whose link is broken', async () => {
      await stack.sandbox.cli('link', 'break', 'west');
      await stack.guest.untilView(
        name,
        ({ links }) => links.some(({ state }) => state.kind === 'down'),
        10_000,
      );
      await stack.sandbox.cli('link', 'mend', 'west');
      await stack.guest.untilView(
        name,
        ({ state, counts }) =>
          state.kind === 'ready' && counts.superNodes.ready === 2,
        120_000,
      );
    });

    it('deletes the federation and ends its processes', async () => {
      const task = await stack.guest.runTemplate('federation-delete', {
        federation: name,
        confirm: name,
        deleteNamespaces: true,
      });
      assert.equal(task.status, 'completed', task.log.join('\n'));
      await stack.guest.until(
        async () => flowerProcesses(stack.sandbox.pid),
        processes => processes.length === 0,
        60_000,
      );
    });
  });
}
