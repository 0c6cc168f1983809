import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  ClusterClient,
  kube as types,
} from '../../../packages/kubernetes-clusters/src';
import { Bench, configMap, Observed } from './Bench';

describe('deletion as the product meets it', () => {
  let bench: Bench;
  let client: ClusterClient;
  before(async () => {
    bench = await Bench.open();
    ({ client } = await bench.connect());
  });
  after(() => bench?.close());

  /** An owner with a child, watched. */
  async function family(purpose: string) {
    const namespace = await bench.namespace(purpose);
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const owner = await bench.kube.send(
      'POST',
      path,
      configMap(namespace, 'owner'),
    );
    const ownerReferences = [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        name: 'owner',
        uid: owner.metadata.uid,
        blockOwnerDeletion: true,
      },
    ];
    await bench.kube.send(
      'POST',
      path,
      configMap(namespace, 'child', {}, { ownerReferences }),
    );
    const observed = new Observed(client, types.configMap, { namespace });
    await observed.until(
      'both are seen',
      () => observed.objects.has('child'),
      10_000,
    );
    return { namespace, path, observed, uid: owner.metadata.uid as string };
  }
  const gone = (observed: Observed, name: string) =>
    observed.until(
      `${name} is gone`,
      () => !observed.objects.has(name),
      30_000,
    );

  it('takes children with it, the owner first', async () => {
    const { namespace, observed, uid } = await family('background');
    const key = { type: types.configMap, namespace, name: 'owner' };
    await assert.rejects(
      client.delete(key, { uid: `${uid.slice(0, -4)}0000` }),
      {
        name: 'ConflictError',
      },
    );
    assert.ok(await client.get(key), 'another object of that name stays');
    assert.equal(await client.delete(key, { uid }), true);
    assert.equal(await client.delete(key), false);
    await gone(observed, 'child');
    const deletions = observed.events.filter(e => e.startsWith('delete'));
    assert.deepEqual(deletions, ['delete owner', 'delete child']);
    observed.stop();
  });

  it('takes children first, where that is asked for', async () => {
    const { path, observed } = await family('foreground');
    await bench.kube.send(
      'DELETE',
      `${path}/owner?propagationPolicy=Foreground`,
    );
    await gone(observed, 'owner');
    const deletions = observed.events.filter(e => e.startsWith('delete'));
    assert.deepEqual(deletions, ['delete child', 'delete owner']);
    observed.stop();
  });

  it('leaves children, where that is asked for', async () => {
    const { path, observed } = await family('orphan');
    await bench.kube.send('DELETE', `${path}/owner?propagationPolicy=Orphan`);
    await gone(observed, 'owner');
    await observed.until(
      'the child has no owner',
      () => !observed.objects.get('child')?.metadata.ownerReferences,
      10_000,
    );
    observed.stop();
  });

  it('waits for finalizers, and shows that it does', async () => {
    const namespace = await bench.namespace('finalizer');
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const finalizers = ['example.com/hold'];
    await bench.kube.send(
      'POST',
      path,
      configMap(namespace, 'held', {}, { finalizers }),
    );
    const observed = new Observed(client, types.configMap, { namespace });
    const key = { type: types.configMap, namespace, name: 'held' };
    await client.delete(key);
    await observed.until(
      'it is marked',
      () => Boolean(observed.objects.get('held')?.metadata.deletionTimestamp),
      10_000,
    );
    await client.mergePatch(key, { metadata: { finalizers: null } });
    await gone(observed, 'held');
    observed.stop();
  });

  it('ends a namespace with all that is in it, and lets nothing new in', async () => {
    const namespace = await bench.namespace('ending');
    const observed = new Observed(client, types.configMap, { namespace });
    const namespaces = new Observed(client, types.namespace, {
      labelSelector: `kubernetes.io/metadata.name=${namespace}`,
    });
    const finalizers = ['example.com/hold'];
    await client.apply(configMap(namespace, 'free'));
    await client.apply(configMap(namespace, 'held', {}, { finalizers }));
    await observed.until(
      'both are seen',
      () => observed.objects.has('held'),
      10_000,
    );
    await client.delete({ type: types.namespace, name: namespace });
    await gone(observed, 'free');
    assert.ok(observed.objects.has('held'));
    await assert.rejects(client.apply(configMap(namespace, 'late')), {
      name: 'NotAllowedError',
      message: /being terminated/,
    });
    const phase = () => namespaces.objects.get(namespace)?.status as any;
    await namespaces.until(
      'it says that it ends',
      () => phase()?.phase === 'Terminating',
      10_000,
    );
    await client.mergePatch(
      { type: types.configMap, namespace, name: 'held' },
      { metadata: { finalizers: null } },
    );
    await gone(namespaces, namespace);
    assert.equal(observed.objects.size, 0);
    observed.stop();
    namespaces.stop();
  });
});
