import { KubeObject, resources } from '../../client';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import { until } from '../../__testUtils__/until';
import { loadBalancerAddresses } from './loadBalancers';
import { startWorkloadController } from './startWorkloadController';

const NS = 'apps';

function deployment(spec: object = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: NS },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'web:1' }] },
      },
      ...spec,
    },
  };
}

const image = (tag: string) => ({
  spec: { template: { spec: { containers: [{ name: 'web', image: tag }] } } },
});
const imageOf = (pod: KubeObject) => pod.spec.containers[0].image;

describe('startWorkloadController', () => {
  let abort: AbortController;
  let cluster: InProcessCluster;
  /** How many pods there were at once, and with which images. */
  let history: string[];

  beforeEach(() => {
    abort = new AbortController();
    cluster = new InProcessCluster('west', { namespaces: [NS] });
    history = [];
    startWorkloadController({
      client: cluster,
      signal: abort.signal,
      addresses: loadBalancerAddresses(1),
    });
  });

  afterEach(() => {
    abort.abort();
    cluster.stop();
  });

  const pods = () => cluster.list(resources.pods, { namespace: NS });

  /** Makes pods ready, as a kubelet does. */
  function startKubelet() {
    cluster.watch(resources.pods, {
      signal: abort.signal,
      onUpsert: pod => {
        if (pod.status.phase === 'Pending') {
          history.push(`+${imageOf(pod)}`);
          const status = {
            phase: 'Running',
            conditions: [{ type: 'Ready', status: 'True' }],
          };
          void cluster.patch(
            resources.pods,
            NS,
            pod.metadata.name,
            { status },
            'status',
          );
        }
      },
      onDelete: pod => history.push(`-${imageOf(pod)}`),
    });
  }

  const settled = (ready: number) =>
    until(
      cluster,
      resources.deployments,
      NS,
      'web',
      ({ status, metadata }) =>
        status?.observedGeneration === metadata.generation &&
        (status.readyReplicas ?? 0) === ready &&
        (status.replicas ?? 0) === ready &&
        (status.updatedReplicas ?? 0) === ready,
    );

  it('makes pods by way of a ReplicaSet and tells how far it is', async () => {
    await cluster.create(resources.deployments, deployment());
    const waiting = await until(
      cluster,
      resources.deployments,
      NS,
      'web',
      d => d.status?.replicas === 2,
    );

    expect(waiting.status).toMatchObject({
      observedGeneration: 1,
      updatedReplicas: 2,
      unavailableReplicas: 2,
    });
    expect(
      waiting.status.conditions.map((c: any) => [c.type, c.status, c.reason]),
    ).toEqual([
      ['Available', 'False', 'MinimumReplicasUnavailable'],
      ['Progressing', 'True', 'ReplicaSetUpdated'],
    ]);
    const [set] = await cluster.list(resources.replicaSets);
    const hash = set.metadata.labels!['pod-template-hash'];
    expect(set.metadata.name).toBe(`web-${hash}`);
    for (const pod of await pods()) {
      expect(pod.metadata.name).toMatch(
        new RegExp(`^web-${hash}-[a-z0-9]{5}$`),
      );
      expect(pod.metadata.ownerReferences).toEqual([
        expect.objectContaining({
          kind: 'ReplicaSet',
          uid: set.metadata.uid,
          controller: true,
        }),
      ]);
      expect(pod.status).toEqual({
        phase: 'Pending',
        qosClass: 'BestEffort',
      });
    }

    startKubelet();
    const done = await settled(2);
    expect(
      done.status.conditions.map((c: any) => [c.status, c.reason]),
    ).toEqual(
      expect.arrayContaining([
        ['True', 'MinimumReplicasAvailable'],
        ['True', 'NewReplicaSetAvailable'],
      ]),
    );
  });

  it('scales up and down and replaces a deleted pod', async () => {
    startKubelet();
    await cluster.create(resources.deployments, deployment());
    await settled(2);
    await cluster.patch(resources.deployments, NS, 'web', {
      spec: { replicas: 3 },
    });
    await settled(3);
    const [gone] = await pods();
    await cluster.delete(resources.pods, NS, gone.metadata.name);
    await settled(3);
    await cluster.patch(resources.deployments, NS, 'web', {
      spec: { replicas: 0 },
    });
    await settled(0);
    expect(await pods()).toEqual([]);
  });

  it('rolls a new template out without a gap', async () => {
    startKubelet();
    await cluster.create(resources.deployments, deployment());
    await settled(2);
    history.length = 0;

    await cluster.patch(resources.deployments, NS, 'web', image('web:2'));
    await settled(2);

    expect((await pods()).map(imageOf)).toEqual(['web:2', 'web:2']);
    expect(history[0]).toBe('+web:2');
    const rolled = await cluster.get(resources.deployments, NS, 'web');
    expect(
      rolled?.metadata.annotations?.['deployment.kubernetes.io/revision'],
    ).toBe('2');
  });

  it('removes all pods before the first new one with strategy Recreate', async () => {
    startKubelet();
    await cluster.create(
      resources.deployments,
      deployment({ strategy: { type: 'Recreate' } }),
    );
    await settled(2);
    history.length = 0;

    await cluster.patch(resources.deployments, NS, 'web', image('web:2'));
    await settled(2);

    expect(history.filter(entry => entry.startsWith('-'))).toHaveLength(2);
    expect(history.indexOf('+web:2')).toBeGreaterThan(
      history.lastIndexOf('-web:1'),
    );
  });

  it('gives each load balancer an address of its own and takes it back', async () => {
    const service = (name: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: NS },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
    });
    await cluster.create(resources.services, service('a'));
    await cluster.create(resources.services, service('b'));
    const address = async (name: string) =>
      (
        await until(
          cluster,
          resources.services,
          NS,
          name,
          s => s.status?.loadBalancer?.ingress,
        )
      ).status.loadBalancer.ingress[0].ip;

    expect([await address('a'), await address('b')].sort()).toEqual([
      '198.51.100.16',
      '198.51.100.17',
    ]);

    await cluster.patch(resources.services, NS, 'a', {
      spec: { type: 'ClusterIP' },
    });
    await until(
      cluster,
      resources.services,
      NS,
      'a',
      s => !s.status.loadBalancer.ingress,
    );
  });
});

describe('loadBalancerAddresses', () => {
  it('never gives two clusters the same address', () => {
    const all = Array.from({ length: 100 }, (_, i) => i).flatMap(
      loadBalancerAddresses,
    );
    expect(new Set(all).size).toBe(all.length);
    expect(loadBalancerAddresses(0)[0]).toBe('198.51.100.1');
    // More than a person makes federations to try things.
    for (let i = 0; i < 100; i++) {
      expect(loadBalancerAddresses(i).length).toBeGreaterThan(250);
    }
  });
});
