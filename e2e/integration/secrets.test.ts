import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_FLOWER_VERSION } from '../../plugins/federation-common/src';
import { Stack } from '../support/stack';
import { targetCan, targetContexts, unique } from '../support/target';

const [HUB, MEMBER, THIRD] = targetContexts();
const NAME = unique('secret-fl');
const namespace = unique('secret');

describe('secrets', () => {
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({});
  });
  after(() => stack?.stop());

  it('never reach a log, task event, output, checkpoint or answer', async () => {
    const task = await stack.guest.runTemplate('federation-create', {
      name: NAME,
      hub: { cluster: HUB, namespace },
      members: [
        { cluster: MEMBER, namespace, superNodes: 1 },
        {
          cluster: THIRD,
          namespace,
          superNodes: 1,
          linkMode: 'certificate',
        },
      ],
      version: DEFAULT_FLOWER_VERSION,
      linkMode: 'token',
      linkAccess: 'default',
    });
    assert.equal(task.status, 'completed', task.log.join('\n'));

    // A broken link makes findings with evidence, the likeliest place for a leak.
    const faults = targetCan('link-faults');
    if (faults) {
      await stack.sandbox.cli('link', 'break', MEMBER, '--cause', 'unknown-ca');
    }
    const view = await stack.guest.untilView(
      NAME,
      ({ findings }) => !faults || findings.length > 0,
      10_000,
    );

    const kinds = [...stack.secrets.found.values()].join('\n');
    // A grant's code and its token's are the same value.
    assert.match(kinds, /Access(Grant|Token) .* code/);
    assert.match(kinds, /Secret .*tls\.key/);
    // Flower's own: the authority's, the SuperLink's, the SuperNodes'.
    assert.match(kinds, /Secret \S+\/superlink-ca tls\.key/);
    assert.match(kinds, /Secret \S+\/superlink-tls tls\.key/);
    assert.match(kinds, /Secret \S+\/supernode-1-key ssh-privatekey/);
    // Contexts may have certificates instead.
    if (stack.target.kind === 'sandbox') assert.match(kinds, /token of /);

    const places: Record<string, string> = {
      'backend log': stack.backend.log(),
      'task and events': task.raw,
      view: JSON.stringify(view),
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
      assert.deepEqual(stack.secrets.leaksIn(text), [], place);
    }
  });
});
