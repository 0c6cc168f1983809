import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import { resources, skupperResources } from '../../client';
import { ClusterFacts, decideParts, detectCluster } from './detect';
import { MARK } from './marks';

const bare: ClusterFacts = {
  nodes: [],
  skupper: [],
  deployments: true,
  missingTypes: [],
  openshift: false,
};

describe('what an attached sandbox finds in a cluster', () => {
  let client: InProcessCluster;
  beforeEach(() => {
    client = new InProcessCluster('c1', { namespaces: ['ns'], skupper: false });
  });
  const object = (kind: string, name: string, rest: object = {}) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name },
    ...rest,
  });

  it('is nothing where only API servers are', async () => {
    const facts = await detectCluster(client, 10);
    expect(facts).toMatchObject({ nodes: [], skupper: [], deployments: false });
    expect(facts.missingTypes).toHaveLength(skupperResources.length);
    expect(await client.list(resources.deployments)).toEqual([]);
  });

  it('is a controller manager, by what it does', async () => {
    client.watch(resources.deployments, {
      signal: new AbortController().signal,
      onUpsert: deployment => {
        if (!deployment.status?.observedGeneration) {
          void client.replaceStatus(resources.deployments, {
            ...deployment,
            status: { observedGeneration: 1 },
          });
        }
      },
      onDelete: () => undefined,
    });
    expect((await detectCluster(client)).deployments).toBe(true);
  });

  it('is Nodes, Skupper by name or image, OpenShift; but not what a sandbox made', async () => {
    const image = (text: string) => ({
      spec: { template: { spec: { containers: [{ image: text }] } } },
    });
    await client.load(resources.nodes, object('Node', 'worker'));
    await client.load(resources.nodes, {
      ...object('Node', 'c1-node'),
      metadata: { name: 'c1-node', labels: MARK },
    });
    for (const [name, rest] of [
      ['skupper-controller', {}],
      ['rh', image('registry.test/service-interconnect/skupper-controller:2')],
      ['web', image('nginx')],
    ] as const) {
      await client.load(resources.deployments, {
        ...object('Deployment', name, rest),
        metadata: { name, namespace: 'ns' },
      });
    }
    await client.load(
      resources.customResourceDefinitions,
      object('CustomResourceDefinition', 'clusterversions.config.openshift.io'),
    );
    expect(await detectCluster(client, 10)).toMatchObject({
      nodes: ['worker'],
      skupper: ['ns/rh', 'ns/skupper-controller'],
      openshift: true,
    });
  });
});

describe('what is emulated', () => {
  it('is all but ReplicaSets beside a controller manager', () => {
    expect(decideParts(bare)).toMatchObject({
      without: [],
      deployments: false,
    });
    expect(decideParts({ ...bare, deployments: false }).deployments).toBe(true);
  });

  it('is nothing where pods and Skupper run', () => {
    const { without, reasons } = decideParts({
      ...bare,
      nodes: ['worker'],
      skupper: ['skupper/skupper-controller'],
    });
    expect(without).toEqual([
      'workload',
      'kubelet',
      'routers',
      'skupper-controller',
    ]);
    expect(reasons.join('\n')).toMatch(
      /Node worker has a kubelet.*\n.*runs as skupper\/skupper-controller/,
    );
  });

  it('is nothing on real Nodes without Skupper, and says what to install', () => {
    const { without, reasons } = decideParts({ ...bare, nodes: ['worker'] });
    expect(without).toContain('skupper-controller');
    expect(reasons.join('\n')).toContain('install Skupper');
  });

  it('is not the controller where one runs', () => {
    expect(decideParts({ ...bare, skupper: ['a/b'] }).without).toEqual([
      'skupper-controller',
    ]);
  });
});
