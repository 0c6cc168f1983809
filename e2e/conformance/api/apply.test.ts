import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  ClusterClient,
  kube as types,
} from '../../../packages/kubernetes-clusters/src';
import { Bench, configMap } from './Bench';

const APPLY = 'application/apply-patch+yaml';
const site = {
  apiVersion: 'skupper.io/v2alpha1',
  kind: 'Site',
  plural: 'sites',
  namespaced: true,
};

describe("the product's server-side apply", () => {
  let bench: Bench;
  let client: ClusterClient;
  let namespace: string;
  before(async () => {
    bench = await Bench.open();
    ({ client } = await bench.connect());
    namespace = await bench.namespace('apply');
  });
  after(() => bench?.close());

  const key = (name: string) => ({ type: types.configMap, namespace, name });
  const raw = (name: string) =>
    bench.kube.send(
      'GET',
      `/api/v1/namespaces/${namespace}/configmaps/${name}`,
    );
  const otherManager = (name: string, data: object) =>
    bench.kube.send(
      'PATCH',
      `/api/v1/namespaces/${namespace}/configmaps/${name}?fieldManager=other`,
      { ...configMap(namespace, name), data },
      APPLY,
    );

  it('creates, leaves alone, changes and takes fields back', async () => {
    const want = (data: Record<string, string>) =>
      client.apply(configMap(namespace, 'one', data));
    const created = await want({ a: '1', b: '2' });
    assert.equal(created.outcome, 'created');
    assert.equal(created.before, undefined);
    const version = (await raw('one')).metadata.resourceVersion;
    assert.equal((await want({ a: '1', b: '2' })).outcome, 'unchanged');
    assert.equal((await raw('one')).metadata.resourceVersion, version);
    const changed = await want({ a: '3', b: '2' });
    assert.equal(changed.outcome, 'changed');
    assert.deepEqual(changed.before?.data, { a: '1', b: '2' });
    await want({ a: '3' });
    assert.deepEqual((await raw('one')).data, { a: '3' });
  });

  it('leaves fields of others alone, and what it shares with them', async () => {
    await client.apply(configMap(namespace, 'shared', { a: '1', b: '2' }));
    await otherManager('shared', { b: '2', c: '3' });
    await client.apply(configMap(namespace, 'shared', { a: '1' }));
    assert.deepEqual((await raw('shared')).data, { a: '1', b: '2', c: '3' });
  });

  it('names the other manager in a conflict, changes nothing, and takes over when told to', async () => {
    await otherManager('contested', { a: 'theirs' });
    const ours = configMap(namespace, 'contested', { a: 'ours' });
    await assert.rejects(client.apply(ours), error => {
      assert.equal((error as Error).name, 'ConflictError');
      assert.match((error as Error).message, /\.data\.a owned by "other"/);
      return true;
    });
    assert.deepEqual((await raw('contested')).data, { a: 'theirs' });
    const forced = await client.apply(ours, { force: true });
    assert.equal(forced.outcome, 'changed');
    assert.deepEqual((await raw('contested')).data, { a: 'ours' });
  });

  it('shows by dry-run what would be, and stores nothing', async () => {
    const dry = await client.apply(configMap(namespace, 'dry', { a: '1' }), {
      dryRun: true,
    });
    assert.equal(dry.outcome, 'created');
    assert.deepEqual(dry.object.data, { a: '1' });
    assert.equal(await client.get(key('dry')), undefined);
    await client.apply(configMap(namespace, 'dry', { a: '1' }));
    const { metadata } = await raw('dry');
    const change = await client.apply(configMap(namespace, 'dry', { a: '2' }), {
      dryRun: true,
    });
    assert.equal(change.outcome, 'changed');
    const same = await client.apply(configMap(namespace, 'dry', { a: '1' }), {
      dryRun: true,
    });
    assert.equal(same.outcome, 'unchanged');
    assert.equal(
      (await raw('dry')).metadata.resourceVersion,
      metadata.resourceVersion,
    );
    assert.equal(await client.delete(key('dry'), { dryRun: true }), true);
    assert.ok(await client.get(key('dry')));
  });

  it('calls a field that the schema lacks an error of the input', async () => {
    await assert.rejects(
      client.apply({ ...configMap(namespace, 'strict'), nonsense: 1 }),
      error => {
        assert.equal((error as Error).name, 'InputError');
        assert.match(
          (error as Error).message,
          /\.nonsense: field not declared/,
        );
        return true;
      },
    );
    assert.equal(await client.get(key('strict')), undefined);
  });

  it('refuses the same in custom resources, whose unknown fields are pruned otherwise', async t => {
    if (!(await client.serves(site).catch(() => false))) {
      t.diagnostic('Skupper is not installed here');
      return;
    }
    const make = (name: string, spec: object) => ({
      apiVersion: site.apiVersion,
      kind: site.kind,
      metadata: { name, namespace },
      spec,
    });
    await assert.rejects(client.apply(make('applied', { nonsense: 1 })), {
      name: 'InputError',
      message: /\.spec\.nonsense: field not declared/,
    });
    const pruned = await bench.kube.send(
      'POST',
      `/apis/${site.apiVersion}/namespaces/${namespace}/sites`,
      make('posted', { linkAccess: 'default', nonsense: 1 }),
    );
    assert.deepEqual(pruned.spec, { linkAccess: 'default' });
    const applied = await client.apply(make('applied', { linkAccess: 'none' }));
    assert.equal(applied.object.metadata.generation, 1);
    await bench.kube.send(
      'PATCH',
      `/apis/${site.apiVersion}/namespaces/${namespace}/sites/applied/status`,
      { status: { message: 'OK' }, spec: { linkAccess: 'route' } },
      'application/merge-patch+json',
    );
    const again = await client.apply(make('applied', { linkAccess: 'none' }));
    assert.equal(again.outcome, 'unchanged', 'a status is not ours');
    assert.deepEqual(again.object.status, { message: 'OK' });
    assert.equal(again.object.metadata.generation, 1);
    const patched = await client.mergePatch(
      { type: site, namespace, name: 'applied' },
      { spec: { linkAccess: 'default' } },
    );
    assert.equal(patched.metadata.generation, 2);
  });

  it('refuses what is invalid, without what is secret', async () => {
    const secret = (type: string, data: Record<string, string>) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'typed', namespace },
      type,
      stringData: data,
    });
    await assert.rejects(
      client.apply(secret('kubernetes.io/tls', { 'tls.crt': 'unspeakable' })),
      error => {
        assert.equal((error as Error).name, 'InputError');
        assert.match((error as Error).message, /data\[tls\.key\]/);
        assert.doesNotMatch((error as Error).message, /unspeakable/);
        return true;
      },
    );
    const made = await client.apply(
      secret('kubernetes.io/tls', { 'tls.crt': 'x', 'tls.key': 'y' }),
    );
    assert.equal(made.object.stringData, undefined);
    assert.deepEqual(made.object.data, {
      'tls.crt': 'eA==',
      'tls.key': 'eQ==',
    });
    await assert.rejects(client.apply(secret('Opaque', { a: 'b' })), {
      name: 'InputError',
      message: /type: .*field is immutable/,
    });
    await assert.rejects(
      client.apply({
        ...secret('Opaque', {}),
        metadata: { name: 'broken', namespace },
        stringData: undefined,
        data: { a: 'unspeakable%' },
      }),
      error => {
        assert.doesNotMatch((error as Error).message, /unspeakable/);
        return true;
      },
    );
  });
});
