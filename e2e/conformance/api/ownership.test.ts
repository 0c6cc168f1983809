import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  ClusterClient,
  kube as types,
  KubeObject,
  KubernetesClusters,
} from '../../../packages/kubernetes-clusters/src';
import {
  executePlan,
  Plan,
  PlanStep,
} from '../../../packages/federation-plans/src';
import { Bench, configMap } from './Bench';

const FEDERATION = 'owners';
const BY_HAND = 'by-hand';

/** What the product's plans find when somebody else was there first, or is there at the same time. */
describe("objects that are not the product's alone", () => {
  let bench: Bench;
  let clusters: KubernetesClusters;
  let client: ClusterClient;
  let namespace: string;
  before(async () => {
    bench = await Bench.open();
    ({ clusters, client } = await bench.connect());
    namespace = await bench.namespace('owners');
  });
  after(() => bench?.close());

  const deployments = () => `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;
  const key = (type: typeof types.configMap, name: string) => ({
    type,
    namespace,
    name,
  });
  const planOf = (steps: PlanStep[], more: Partial<Plan> = {}): Plan => ({
    federation: FEDERATION,
    steps,
    ...more,
  });
  const run = (
    plan: Plan,
    options: { takeOver?: boolean; adopt?: boolean; dryRun?: boolean } = {},
    seen: KubernetesClusters = clusters,
  ) =>
    executePlan(plan, {
      clusters: seen,
      signal: AbortSignal.timeout(20_000),
      ...options,
    });
  const ensure = (object: KubeObject, more: object = {}): PlanStep => ({
    kind: 'ensure',
    id: 'it',
    title: 'make it',
    cluster: client.cluster,
    dependsOn: [],
    objects: [object],
    ...more,
  });
  const remove = (name: string, type = types.configMap): PlanStep => ({
    kind: 'remove',
    id: 'it-removed',
    title: 'remove it',
    cluster: client.cluster,
    dependsOn: [],
    keys: [key(type, name)],
  });

  const deployment = (name: string, image: string, more: object = {}) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image }] },
      },
      ...more,
    },
  });
  const ours = (object: KubeObject): KubeObject => ({
    ...object,
    metadata: {
      ...object.metadata,
      labels: { 'backstage-federation.dev/federation': FEDERATION },
    },
  });
  const adopted = (name: string) => ({
    adopted: [{ cluster: client.cluster, key: key(types.deployment, name) }],
  });
  const byHand = (name: string) =>
    bench.kube.send(
      'POST',
      `${deployments()}?fieldManager=${BY_HAND}`,
      deployment(name, 'theirs'),
    );
  const raw = (name: string) =>
    bench.kube.send('GET', `${deployments()}/${name}`);

  it('Recreate over the strategy by default is refused, and goes when what is in the way is taken over', async () => {
    await byHand('strategy');
    const wanted = ours(
      deployment('strategy', 'theirs', { strategy: { type: 'Recreate' } }),
    );
    await assert.rejects(client.apply(wanted, { force: true }), {
      name: 'InputError',
      message:
        /spec\.strategy\.rollingUpdate: Forbidden: may not be specified when strategy `?type`? is 'Recreate'/,
    });
    const plan = planOf([ensure(wanted)], adopted('strategy'));
    await run(plan, { adopt: true });
    const { spec, metadata } = await raw('strategy');
    assert.deepEqual(spec.strategy, { type: 'Recreate' });
    assert.equal(
      metadata.annotations['backstage-federation.dev/adopted'],
      FEDERATION,
    );
    const again = await run(plan);
    assert.equal(again.changed, 0);
  });

  it('a changed field is told with its manager, and exactly that is taken over', async () => {
    const wanted = ours(deployment('image', 'ours'));
    await run(planOf([ensure(wanted)]));
    const changed = await raw('image');
    changed.spec.template.spec.containers[0].image = 'mine';
    changed.spec.replicas = 0;
    // Its controller may write the status meanwhile.
    delete changed.metadata.resourceVersion;
    await bench.kube.send(
      'PUT',
      `${deployments()}/image?fieldManager=kubectl-set`,
      changed,
    );
    const { generation } = (await raw('image')).metadata;
    await assert.rejects(
      run(planOf([ensure(wanted)])),
      /containers\[name="main"\]\.image from "kubectl-set".*takeOver/s,
    );
    assert.equal((await raw('image')).metadata.generation, generation);
    await run(planOf([ensure(wanted)]), { takeOver: true });
    const after = await raw('image');
    assert.equal(after.spec.template.spec.containers[0].image, 'ours');
    assert.equal(after.metadata.generation, generation + 1);
  });

  it('what was adopted is given back as it was, when no field of it was taken over', async () => {
    const before = await byHand('released');
    const plan = planOf(
      [ensure(ours(deployment('released', 'theirs')))],
      adopted('released'),
    );
    await run(plan, { adopt: true });
    const { steps } = await run(planOf([remove('released', types.deployment)]));
    assert.equal(steps[0].outcome, 'released');
    const after = await raw('released');
    assert.equal(after.metadata.uid, before.metadata.uid);
    assert.deepEqual(after.spec, before.spec);
    assert.doesNotMatch(
      JSON.stringify([after.metadata.labels, after.metadata.annotations]),
      /backstage-federation/,
    );
  });

  for (const [what, object, change] of [
    [
      "a Deployment's selector",
      deploymentOf,
      (o: any) => ({
        ...o,
        spec: {
          ...o.spec,
          selector: { matchLabels: { app: 'other' } },
          template: {
            ...o.spec.template,
            metadata: { labels: { app: 'other' } },
          },
        },
      }),
    ],
    [
      'an immutable ConfigMap',
      configMapOf,
      (o: any) => ({ ...o, data: { a: 'other' } }),
    ],
  ] as const) {
    it(`${what} is refused as what never changes`, async () => {
      const made = object(namespace);
      await client.apply(made);
      await assert.rejects(client.apply(change(made), { force: true }), {
        name: 'InputError',
        message: /field is immutable/,
      });
    });
  }

  it('a spec that was edited by hand is taken over; one that was changed since it was read is not overwritten', async () => {
    const spec = (text: string) =>
      ours(configMap(namespace, 'spec', { spec: text }));
    await run(planOf([ensure(spec('one'))]));
    const read = await client.get(key(types.configMap, 'spec'));
    const edited = await bench.kube.send('GET', `${configMaps()}/spec`);
    edited.data.spec = 'edited';
    await bench.kube.send(
      'PUT',
      `${configMaps()}/spec?fieldManager=kubectl-replace`,
      edited,
    );
    const { resourceVersion } = read!.metadata;
    const stale = ensure(spec('two'), { takesOver: true, resourceVersion });
    const startedAt = Date.now();
    await assert.rejects(run(planOf([stale])), /has been modified/);
    assert.ok(Date.now() - startedAt < 10_000, 'it is not tried again');
    const path = `${configMaps()}/spec`;
    assert.equal((await bench.kube.send('GET', path)).data.spec, 'edited');
    await run(planOf([ensure(spec('two'), { takesOver: true })]));
    assert.equal((await bench.kube.send('GET', path)).data.spec, 'two');
  });

  it('what took the place of an object that was to go stays, and nobody waits for it', async () => {
    await run(planOf([ensure(ours(configMap(namespace, 'replaced')))]));
    let replaced: KubeObject | undefined;
    /** Between the look and the deletion somebody makes the object anew. */
    const get: ClusterClient['get'] = async (...args) => {
      const found = await client.get(...args);
      if (!replaced) {
        await bench.kube.send('DELETE', `${configMaps()}/replaced`);
        replaced = await bench.kube.send(
          'POST',
          configMaps(),
          configMap(namespace, 'replaced', { by: 'somebody' }),
        );
      }
      return found as any;
    };
    const replacing = instead(client, { get });
    const seen = instead(clusters, { get: () => replacing });
    await assert.rejects(run(planOf([remove('replaced')]), {}, seen), /UID/);
    const left = await bench.kube.send('GET', `${configMaps()}/replaced`);
    assert.equal(left.metadata.uid, replaced!.metadata.uid);
  });

  it('what is made where a namespace is just going is refused as passing', async () => {
    const going = await bench.namespace('going');
    const path = `/api/v1/namespaces/${going}/configmaps`;
    await bench.kube.send('POST', path, {
      ...configMap(going, 'holds', {}, { finalizers: ['example.com/hold'] }),
    });
    await bench.kube.send('DELETE', `/api/v1/namespaces/${going}`);
    await assert.rejects(client.apply(configMap(going, 'late')), {
      name: 'NotAllowedError',
      message: /being terminated/,
    });
    await bench.kube.send(
      'PATCH',
      `${path}/holds`,
      { metadata: { finalizers: null } },
      'application/merge-patch+json',
    );
  });

  it('two names of one cluster are known as the same, by the UID of kube-system', async () => {
    const other = await bench.connect();
    const { metadata } = await bench.kube.send(
      'GET',
      '/api/v1/namespaces/kube-system',
    );
    assert.equal(await clusters.identity(client.cluster), metadata.uid);
    assert.equal(await other.clusters.identity('tested'), metadata.uid);
  });
});

/** An object, some methods of which are others. */
function instead<T extends object>(object: T, methods: Partial<T>): T {
  return new Proxy(object, {
    get(target, name) {
      const own = (methods as any)[name];
      const value = own ?? (target as any)[name];
      return typeof value === 'function' && !own ? value.bind(target) : value;
    },
  });
}

function deploymentOf(namespace: string): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'immutable', namespace },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'immutable' } },
      template: {
        metadata: { labels: { app: 'immutable' } },
        spec: { containers: [{ name: 'main', image: 'x' }] },
      },
    },
  };
}

function configMapOf(namespace: string): KubeObject {
  return {
    ...configMap(namespace, 'immutable', { a: 'b' }),
    immutable: true,
  };
}
