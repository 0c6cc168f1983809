import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openTarget, targetEnvironment } from '../../support/target';
import { compare, Difference, judge } from './compare';
import { differences } from './differences';
import { scripts } from './scripts';
import { Exchange, Script, Session } from './Session';
import { openRealSide, openSandboxSide, Side } from './sides';

/** Of more than 600, some of which need Skupper's types. */
const ENOUGH = 500;

const show = ({ request, path, sandbox, real }: Difference) =>
  `${request}\n    at ${path}\n    sandbox: ${JSON.stringify(
    sandbox,
  )}\n    real:    ${JSON.stringify(real)}`;

describe('a sandbox API server and a real one', () => {
  const suffix = randomBytes(3).toString('hex');
  const found: Difference[] = [];
  const ran: string[] = [];
  const requests = new Set<string>();
  let sandbox: Side;
  let real: Side;

  async function play({ api, nobody }: Side, script: Script) {
    const session = new Session(api, script.name, suffix, nobody);
    let problem: unknown;
    try {
      await session.open();
      await script.run(session);
    } catch (error) {
      problem = error;
    } finally {
      await session.close();
    }
    return { exchanges: session.exchanges, problem };
  }

  const servesSkupper = async () =>
    (await real.api.send('GET', '/apis/skupper.io/v2alpha1')).code === 200;

  before(async () => {
    assert.ok(
      targetEnvironment(),
      'FEDERATION_TEST_KUBECONFIG must name real API servers',
    );
    sandbox = await openSandboxSide();
    real = openRealSide(await openTarget());
    await sandbox.compact?.();
    await real.compact?.();
  });
  after(async () => {
    await real?.close();
    await sandbox?.close();
  });

  for (const script of scripts) {
    it(`answer alike: ${script.name}`, async t => {
      if (script.skupper && !(await servesSkupper())) {
        t.diagnostic("the real server does not serve Skupper's types");
        return;
      }
      const [one, other] = await Promise.all([
        play(sandbox, script),
        play(real, script),
      ]);
      const different = compare(script.name, one.exchanges, other.exchanges);
      found.push(...different);
      ran.push(script.name);
      other.exchanges.forEach(({ request }: Exchange) =>
        requests.add(JSON.stringify(request)),
      );
      const { unexpected } = judge(different, differences, []);
      for (const side of [one, other]) {
        if (side.problem) {
          throw new Error(
            `${side === one ? 'sandbox' : 'real'}: ${side.problem}\n${unexpected
              .map(show)
              .join('\n')}`,
          );
        }
      }
      assert.equal(
        unexpected.length,
        0,
        `${unexpected.length} differences:\n${unexpected.map(show).join('\n')}`,
      );
    });
  }

  it('differ wherever the list of differences says so', () => {
    const { stale } = judge(found, differences, ran);
    assert.deepEqual(stale, []);
  });

  it('were compared by enough distinct requests', () => {
    console.log(
      `${requests.size} distinct requests, ${found.length} places that differ as listed`,
    );
    assert.ok(requests.size >= ENOUGH, `${requests.size} requests`);
  });
});
