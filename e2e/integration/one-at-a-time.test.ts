import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { ActionRunner } from '../support/ActionRunner';
import { federationObjects } from '../support/objects';
import { openFederationTarget } from '../support/stack';
import {
  onSandbox,
  targetContexts,
  TestTarget,
  unique,
} from '../support/target';

const [HUB, MEMBER, THIRD] = targetContexts();
/** Longer than any wait, so that none ends for this reason. */
const PATIENCE_MS = 240_000;
/** Waits for a cluster that never comes back would be longer. */
const TOLD_WITHIN_MS = 90_000;

/** A federation with namespaces of its own, and what is done to it. */
function subject(federation: string) {
  const namespace = unique(federation);
  return {
    federation,
    namespace,
    apply: {
      id: 'federation:apply',
      input: {
        federation,
        hub: { cluster: HUB, namespace },
        members: [{ cluster: MEMBER, namespace }],
        workload: { security: 'insecure' },
      },
    },
    remove: {
      id: 'federation:delete',
      input: { federation, confirm: federation, deleteNamespaces: true },
    },
  };
}

describe('two backends that change one federation', () => {
  let target: TestTarget;
  let one: ActionRunner;
  let other: ActionRunner;

  before(async () => {
    const opened = await openFederationTarget({ flower: 'builtin' });
    target = opened.target;
    const config = parse(readFileSync(opened.sandbox.config, 'utf8'));
    one = new ActionRunner(config, PATIENCE_MS);
    other = new ActionRunner(config, PATIENCE_MS);
  });
  after(async () => {
    await one?.close();
    await other?.close();
    await target?.close();
  });

  /** What it has in all clusters, leases included. */
  async function left(federation: string): Promise<string[]> {
    const found = await Promise.all(
      [HUB, MEMBER, THIRD].map(cluster =>
        federationObjects(target.kube(cluster), federation),
      ),
    );
    return found.flatMap(objects => [...objects.keys()]);
  }

  /** Makes it in the first backend, and resolves when its spec is stored. */
  async function begin({ apply, federation }: ReturnType<typeof subject>) {
    const stored = `hub: store the spec of ${federation}: created`;
    const done = one.run(apply);
    done.catch(() => {});
    while (!one.lines.some(line => line.startsWith(stored))) await pause(20);
    return { done };
  }

  /** Runs it in the other backend, which waits for the first one. */
  async function later(step: {
    id: string;
    input: JsonObject;
    fails?: RegExp;
  }) {
    other.lines.length = 0;
    const output = await other.run(step);
    assert.equal(
      other.lines[0],
      `waits for task ${one.task}, who changes ${step.input.federation}`,
    );
    return output;
  }

  it('make it once: the later one is refused by name, or finds it made', async () => {
    const { apply, remove, federation } = subject('pair');
    const ends = await Promise.allSettled([one.run(apply), other.run(apply)]);
    const refused = ends.filter(end => end.status === 'rejected');
    assert.ok(refused.length < 2, refused.map(String).join('\n'));
    for (const { reason } of refused) {
      assert.match(String(reason), /"pair" is being changed by task /);
    }
    assert.equal((await other.run(apply)).changed, 0);
    await one.run(remove);
    assert.deepEqual(await left(federation), []);
  });

  it('delete it when it is made, and leave nothing', async () => {
    const short = subject('short');
    const { done } = await begin(short);
    await Promise.all([done, later(short.remove)]);
    assert.deepEqual(await left(short.federation), []);
  });

  it('add no member to one that is being deleted', async () => {
    const { apply, remove, federation, namespace } = subject('going');
    await one.run(apply);
    const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
    const deleting = one.run(remove);
    while (!(await target.kube(HUB).list(leases)).length) await pause(20);
    await Promise.all([
      deleting,
      later({
        id: 'federation:member:add',
        input: { federation, cluster: THIRD, namespace },
        fails: /no federation named "going" found/,
      }),
    ]);
    assert.deepEqual(await left(federation), []);
  });

  if (onSandbox()) {
    it('tell that the hub is lost, and go on when it is back', async () => {
      const outage = subject('outage');
      const { federation, remove } = outage;
      const { done } = await begin(outage);
      await target.disruption!.kill(HUB);
      const killedAt = Date.now();
      await assert.rejects(done, new RegExp(`${HUB} is unreachable`));
      assert.ok(Date.now() - killedAt < TOLD_WITHIN_MS);
      await target.disruption!.restart(HUB);
      // The first one could not give its lease back: it ends by itself.
      await later({ id: 'federation:reapply', input: { federation } });
      await other.run(remove);
      assert.deepEqual(await left(federation), []);
    });
  }
});
