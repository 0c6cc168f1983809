import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { kube as types } from '../../../packages/kubernetes-clusters/src';
import { Bench, configMap, Observed } from './Bench';

/** How soon a change is seen, and a state known, in milliseconds: what docs promise, on a busy machine. */
const SEEN = 10_000;
const STALE_AFTER_FREEZE = 15_000;
const UNREACHABLE_AFTER_FREEZE = 25_000;
const STALE_AFTER_KILL = 10_000;
const UNREACHABLE_AFTER_KILL = 30_000;
const RECOVERED = 30_000;

describe("the product's watches", () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.open();
  });
  after(() => bench?.close());

  const write = async (namespace: string, name: string, value: string) =>
    bench.kube.send(
      'PATCH',
      `/api/v1/namespaces/${namespace}/configmaps/${name}?fieldManager=writer`,
      configMap(namespace, name, { value }),
      'application/apply-patch+yaml',
    );
  const remove = async (namespace: string, name: string) =>
    bench.kube.send(
      'DELETE',
      `/api/v1/namespaces/${namespace}/configmaps/${name}`,
    );
  const shown = (observed: Observed) =>
    Object.fromEntries(
      [...observed.objects.values()]
        .filter(o => o.metadata.name.startsWith('w'))
        .map(o => [o.metadata.name, (o.data as any)?.value])
        .sort(),
    );
  const equals = (observed: Observed, wanted: object) => () =>
    JSON.stringify(shown(observed)) === JSON.stringify(wanted);

  it('follow what happens', async () => {
    const namespace = await bench.namespace('follow');
    const { client } = await bench.connect();
    const observed = new Observed(client, types.configMap, { namespace });
    await observed.until(
      'it is synced',
      () => observed.statuses.length > 0,
      SEEN,
    );
    await write(namespace, 'w1', 'a');
    await write(namespace, 'w1', 'b');
    await write(namespace, 'w2', 'c');
    await remove(namespace, 'w1');
    await observed.until('all is seen', equals(observed, { w2: 'c' }), SEEN);
    assert.equal(observed.events.filter(e => e === 'sync').length, 1);
    assert.ok(observed.events.includes('delete w1'));
    observed.stop();
  });

  it('resume where they were, and miss nothing', async () => {
    const namespace = await bench.namespace('resume');
    const { client, gate } = await bench.connect({ gate: true });
    const observed = new Observed(client, types.configMap, { namespace });
    await write(namespace, 'w1', 'a');
    await observed.until('it is seen', equals(observed, { w1: 'a' }), SEEN);
    const syncs = observed.events.filter(e => e === 'sync').length;
    await gate!.shut();
    await write(namespace, 'w1', 'b');
    await write(namespace, 'w2', 'c');
    await remove(namespace, 'w1');
    await gate!.pass();
    await observed.until(
      'it has caught up',
      equals(observed, { w2: 'c' }),
      RECOVERED,
    );
    assert.ok(observed.events.includes('delete w1'), 'the deletion is told');
    assert.equal(
      observed.events.filter(e => e === 'sync').length,
      syncs,
      'no new list',
    );
    observed.stop();
  });

  it('list anew after a compaction', async t => {
    const { disruption } = bench.target;
    if (!disruption) return t.diagnostic('nobody can compact these clusters');
    const namespace = await bench.namespace('compacted');
    const { client, gate } = await bench.connect({ gate: true });
    const observed = new Observed(client, types.configMap, { namespace });
    await write(namespace, 'w1', 'a');
    await write(namespace, 'w2', 'a');
    await observed.until(
      'they are seen',
      equals(observed, { w1: 'a', w2: 'a' }),
      SEEN,
    );
    const syncs = observed.events.filter(e => e === 'sync').length;
    await gate!.shut();
    await remove(namespace, 'w1');
    await write(namespace, 'w2', 'b');
    await write(namespace, 'w3', 'b');
    await disruption.compact();
    // Or the API server would remember by itself what etcd has forgotten.
    await disruption.kill(bench.context);
    await disruption.restart(bench.context);
    await gate!.pass();
    await observed.until(
      'it has caught up',
      equals(observed, { w2: 'b', w3: 'b' }),
      RECOVERED,
    );
    assert.equal(
      observed.events.filter(e => e === 'sync').length,
      syncs + 1,
      'one new list',
    );
    assert.ok(!observed.events.includes('delete w1'), 'it came by the list');
    return observed.stop();
  });

  it('outlive an API server that freezes', async t => {
    const { disruption } = bench.target;
    if (!disruption) return t.diagnostic('nobody can freeze these clusters');
    const namespace = await bench.namespace('frozen');
    const { client, clusters } = await bench.connect();
    const observed = new Observed(client, types.configMap, { namespace });
    clusters.onStatus(() => observed.changed());
    const state = () => clusters.list()[0].state;
    await write(namespace, 'w1', 'a');
    await observed.until('it is seen', equals(observed, { w1: 'a' }), SEEN);
    await observed.until('connected', () => state() === 'connected', SEEN);
    await disruption.freeze(bench.context);
    try {
      const stale = await observed.until(
        'stale',
        () => state() !== 'connected',
        STALE_AFTER_FREEZE,
      );
      const lost = await observed.until(
        'unreachable',
        () => state() === 'unreachable',
        UNREACHABLE_AFTER_FREEZE,
      );
      t.diagnostic(`stale after ${stale} ms, unreachable ${lost} ms later`);
      assert.match(clusters.list()[0].reason!, /no answer/);
      assert.deepEqual(shown(observed), { w1: 'a' }, 'nothing looks deleted');
    } finally {
      await disruption.thaw(bench.context);
    }
    const back = await observed.until(
      'connected again',
      () => state() === 'connected',
      RECOVERED,
    );
    await write(namespace, 'w2', 'b');
    const caught = await observed.until(
      'it goes on',
      equals(observed, { w1: 'a', w2: 'b' }),
      RECOVERED,
    );
    t.diagnostic(`connected after ${back} ms, followed after ${caught} ms`);
    return observed.stop();
  });

  it('outlive an API server that is killed', async t => {
    const { disruption } = bench.target;
    if (!disruption) return t.diagnostic('nobody can kill these clusters');
    const namespace = await bench.namespace('killed');
    const { client, clusters } = await bench.connect();
    const observed = new Observed(client, types.configMap, { namespace });
    clusters.onStatus(() => observed.changed());
    const state = () => clusters.list()[0].state;
    await write(namespace, 'w1', 'a');
    await write(namespace, 'w2', 'a');
    await observed.until(
      'they are seen',
      equals(observed, { w1: 'a', w2: 'a' }),
      SEEN,
    );
    await disruption.kill(bench.context);
    try {
      const stale = await observed.until(
        'stale',
        () => state() !== 'connected',
        STALE_AFTER_KILL,
      );
      const lost = await observed.until(
        'unreachable',
        () => state() === 'unreachable',
        UNREACHABLE_AFTER_KILL,
      );
      t.diagnostic(`stale after ${stale} ms, unreachable ${lost} ms later`);
      assert.deepEqual(
        shown(observed),
        { w1: 'a', w2: 'a' },
        'nothing looks deleted',
      );
      await assert.rejects(client.list(types.configMap, { namespace }), {
        name: 'ServiceUnavailableError',
      });
    } finally {
      await disruption.restart(bench.context);
    }
    await remove(namespace, 'w1');
    await write(namespace, 'w2', 'b');
    const caught = await observed.until(
      'it has caught up',
      equals(observed, { w2: 'b' }),
      RECOVERED,
    );
    await observed.until('connected', () => state() === 'connected', RECOVERED);
    t.diagnostic(`caught up ${caught} ms after the API server was ready`);
    return observed.stop();
  });

  it('keep apart what may not be read and what is not there', async () => {
    const { client } = await bench.connect({
      timing: { reflector: { notFoundBackOffMs: 500 } },
    });
    const type = {
      apiVersion: 'none.example.com/v1',
      kind: 'Thing',
      plural: 'things',
      namespaced: true,
    };
    const observed = new Observed(client, type, {});
    await observed.until(
      'not found',
      () => observed.statuses.includes('not-found'),
      SEEN,
    );
    assert.deepEqual(observed.events, []);
    observed.stop();
  });
});
