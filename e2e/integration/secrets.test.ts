import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SecretCollector } from '../support/secrets';
import { Stack } from '../support/stack';

describe('secrets', () => {
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({});
  });
  after(() => stack?.stop());

  it('never reach a log, task event, output, checkpoint or answer', async () => {
    const kubes = Object.fromEntries(
      ['east', 'west', 'north'].map(name => [name, stack.kube(name)]),
    );
    const collector = new SecretCollector(kubes, stack.sandbox.kubeconfig);
    collector.start();
    const task = await stack.guest.runTemplate('federation-create', {
      name: 'secret-fl',
      hub: { cluster: 'east', namespace: 'secret' },
      members: [
        { cluster: 'west', namespace: 'secret', superNodes: 1 },
        {
          cluster: 'north',
          namespace: 'secret',
          superNodes: 1,
          linkMode: 'certificate',
        },
      ],
      version: '1.41.0',
      linkMode: 'token',
      linkAccess: 'default',
    });
    await collector.stop();
    assert.equal(task.status, 'completed', task.log.join('\n'));

    // A broken link makes findings with evidence, the likeliest place for a leak.
    await stack.sandbox.cli('link', 'break', 'west', '--cause', 'unknown-ca');
    const broken = await stack.guest.untilView(
      'secret-fl',
      ({ findings }) => findings.length > 0,
      10_000,
    );

    const kinds = [...collector.found.values()].join('\n');
    // A grant's code and its token's are the same value.
    assert.match(kinds, /Access(Grant|Token) .* code/);
    assert.match(kinds, /Secret .*tls\.key/);
    assert.match(kinds, /token of /);

    const places: Record<string, string> = {
      'backend log': stack.backend.log(),
      'task and events': task.raw,
      view: JSON.stringify(broken),
      federations: JSON.stringify(await stack.guest.federations()),
      clusters: JSON.stringify(
        await stack.guest.json('/federation/v1/clusters'),
      ),
      entities: JSON.stringify(await stack.guest.json('/catalog/entities')),
      'task with state': JSON.stringify(
        await stack.guest.json(`/scaffolder/v2/tasks/${task.id}`),
      ),
    };
    for (const [place, text] of Object.entries(places)) {
      assert.deepEqual(collector.leaksIn(text), [], place);
    }
  });
});
