import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  ClusterClient,
  kube as types,
} from '../../../packages/kubernetes-clusters/src';
import { createLimiter } from '../../../packages/kubernetes-clusters/src/client/createLimiter';
import { KubeRequester } from '../../../packages/kubernetes-clusters/src/client/KubeRequester';
import { ClusterHealth } from '../../../packages/kubernetes-clusters/src/health/ClusterHealth';
import { KubeConfigSource } from '../../../packages/kubernetes-clusters/src/transport/kubeConfigSource';
import {
  KubeRequest,
  KubeTransport,
} from '../../../packages/kubernetes-clusters/src/transport/KubeTransport';
import { UndiciTransport } from '../../../packages/kubernetes-clusters/src/transport/UndiciTransport';
import { listPages } from '../../../packages/kubernetes-clusters/src/watch/listPages';
import { Bench, configMap } from './Bench';

const OBJECTS = 25;
const name = (i: number) => `m${String(i).padStart(2, '0')}`;

describe("the product's lists", () => {
  let bench: Bench;
  let client: ClusterClient;
  let namespace: string;
  let path: string;
  before(async () => {
    bench = await Bench.open();
    ({ client } = await bench.connect());
    namespace = await bench.namespace('lists');
    path = `/api/v1/namespaces/${namespace}/configmaps`;
    for (let i = 0; i < OBJECTS; i++) {
      const labels = {
        app: ['a', 'b', 'c'][i % 3],
        ...(i % 2 ? { odd: '' } : {}),
        own: 'yes',
      };
      await bench.kube.send(
        'POST',
        path,
        configMap(namespace, name(i), {}, { labels }),
      );
    }
  });
  after(() => bench?.close());

  /** Reads with small pages; `between` runs before each page but the first. */
  async function readPages(between: (request: KubeRequest) => Promise<void>) {
    const origin = {
      kind: 'file' as const,
      path: bench.target.kubeconfig,
      context: bench.context,
    };
    const inner = new UndiciTransport(new KubeConfigSource('tested', origin));
    let pages = 0;
    const transport: KubeTransport = {
      upgrade: request => inner.upgrade(request),
      close: () => inner.close(),
      async request(request) {
        if (pages++ > 0) await between(request);
        return inner.request(request);
      },
    };
    const requester = new KubeRequester({
      cluster: 'tested',
      transport,
      health: new ClusterHealth({ name: 'tested' }),
      limiter: createLimiter(10),
    });
    try {
      const result = await listPages(requester, types.configMap, {
        namespace,
        labelSelector: 'own',
        pageSize: 10,
      });
      return { ...result, pages };
    } finally {
      await inner.close();
    }
  }
  const names = (objects: { metadata: { name: string } }[]) =>
    objects.map(o => o.metadata.name);

  it('put pages together, typed and without managedFields', async () => {
    const { objects, pages } = await readPages(async () => {});
    assert.ok(pages >= 3, `${pages} pages`);
    assert.deepEqual(
      names(objects),
      Array.from({ length: OBJECTS }, (_, i) => name(i)),
    );
    for (const object of objects) {
      assert.equal(object.kind, 'ConfigMap');
      assert.equal(object.apiVersion, 'v1');
      assert.ok(!('managedFields' in object.metadata));
    }
  });

  it('show one state, however the objects change meanwhile', async () => {
    const { objects } = await readPages(async () => {
      await bench.kube
        .send(
          'POST',
          path,
          configMap(namespace, 'm05x', {}, { labels: { own: 'yes' } }),
        )
        .catch(() => {});
      await bench.kube.send('DELETE', `${path}/${name(24)}`).catch(() => {});
    });
    assert.deepEqual(
      names(objects),
      Array.from({ length: OBJECTS }, (_, i) => name(i)),
    );
    assert.deepEqual(
      names(
        await client.list(types.configMap, { namespace, labelSelector: 'own' }),
      ),
      ['m05x', ...Array.from({ length: 24 }, (_, i) => name(i))].sort(),
    );
  });

  it('begin anew when the continue token has expired', async t => {
    const { disruption } = bench.target;
    if (!disruption) {
      t.diagnostic('nobody can compact these clusters');
      return;
    }
    let expired = false;
    const { objects, pages } = await readPages(async request => {
      if (expired) return;
      expired = true;
      assert.ok(request.query?.continue);
      await bench.kube.send('DELETE', `${path}/m05x`);
      await disruption.compact();
      // Or the API server would go on from its own memory.
      await disruption.kill(bench.context);
      await disruption.restart(bench.context);
    });
    assert.ok(pages >= 5, `${pages} requests: the first page came twice`);
    assert.deepEqual(
      names(objects),
      Array.from({ length: 24 }, (_, i) => name(i)),
    );
  });

  it('select by labels and fields', async () => {
    const selected = async (options: object) =>
      names(
        await client.list(types.configMap, { namespace, ...options }),
      ).filter(n => n.startsWith('m'));
    const which = (holds: (i: number) => boolean) =>
      Array.from({ length: 24 }, (_, i) => i)
        .filter(holds)
        .map(name);
    for (const [labelSelector, holds] of [
      ['app=a', i => i % 3 === 0],
      ['app!=a,own', i => i % 3 !== 0],
      ['app in (a,b)', i => i % 3 !== 2],
      ['app notin (a,b),own', i => i % 3 === 2],
      ['odd', i => i % 2 === 1],
      ['!odd,own', i => i % 2 === 0],
      ['odd=,app=b', i => i % 2 === 1 && i % 3 === 1],
    ] as [string, (i: number) => boolean][]) {
      assert.deepEqual(
        await selected({ labelSelector }),
        which(holds),
        labelSelector,
      );
    }
    assert.deepEqual(
      await selected({ fieldSelector: `metadata.name=${name(3)}` }),
      [name(3)],
    );
    await assert.rejects(
      client.list(types.configMap, { namespace, labelSelector: 'a===b' }),
      {
        name: 'InputError',
        message: /unable to parse requirement/,
      },
    );
    await assert.rejects(
      client.list(types.configMap, { namespace, fieldSelector: 'data.x=1' }),
      { name: 'InputError' },
    );
  });

  it('say so when a type is not served', async () => {
    const type = {
      apiVersion: 'none.example.com/v1',
      kind: 'Thing',
      plural: 'things',
      namespaced: true,
    };
    assert.equal(await client.serves(type), false);
    await assert.rejects(client.list(type, { namespace }), {
      name: 'NotFoundError',
    });
    assert.equal(
      await client.get({ type: types.configMap, namespace, name: 'none' }),
      undefined,
    );
  });
});
