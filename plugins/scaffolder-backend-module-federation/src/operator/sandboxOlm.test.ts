import { KubeObject, kube } from '@backstage-federation/kubernetes-clusters';
import {
  olmTimings,
  startOlmController,
} from '../../../../packages/sandbox/src/controllers';
import { createFixture } from '../__testUtils__/createFixture';

const NS = 'openshift-operators';
const OLM = 'operators.coreos.com';
const input = { federation: 'retail-fl', cluster: 'east', namespace: 'retail' };

jest.setTimeout(20_000);

/** The action, and an OLM that does and says what a real one does, in a hundredth of its time. */
describe('skupper:controller:ensure with the OLM of the sandbox', () => {
  let abort: AbortController;
  let fixture: ReturnType<typeof createFixture>;

  beforeEach(() => {
    abort = new AbortController();
    fixture = createFixture({ bare: ['east'] });
    const { cluster } = fixture.east;
    const { signal } = abort;
    startOlmController({
      client: cluster,
      signal,
      timings: { ...olmTimings(0.01), unpackMs: 100 },
      onSucceeded() {},
    });
    // What a kubelet would do.
    cluster.watch(kube.deployment, {
      signal,
      onUpsert({ metadata, status }) {
        if (!status?.conditions) void makeAvailable(metadata.name);
      },
      onDelete() {},
    });
  });

  afterEach(() => {
    abort.abort();
    fixture.all.forEach(({ cluster }) => cluster.stop());
  });

  function makeAvailable(name: string) {
    const conditions = [{ type: 'Available', status: 'True' }];
    const counts = { replicas: 1, readyReplicas: 1, availableReplicas: 1 };
    const status = { ...counts, updatedReplicas: 1, observedGeneration: 1 };
    return fixture.east.cluster.patch(
      kube.deployment,
      NS,
      name,
      { status: { ...status, conditions } },
      'status',
    );
  }

  const subscription = (name: string, spec: object): KubeObject => ({
    apiVersion: `${OLM}/v1alpha1`,
    kind: 'Subscription',
    metadata: { name, namespace: NS },
    spec: {
      name: 'skupper-operator',
      channel: 'stable-2',
      source: 'redhat-operators',
      sourceNamespace: 'openshift-marketplace',
      ...spec,
    },
  });

  const group = (name: string): KubeObject => ({
    apiVersion: `${OLM}/v1`,
    kind: 'OperatorGroup',
    metadata: { name, namespace: NS },
    spec: {},
  });

  const catalogSource = (name: string, image: string): KubeObject => ({
    apiVersion: `${OLM}/v1alpha1`,
    kind: 'CatalogSource',
    metadata: { name, namespace: 'openshift-marketplace' },
    spec: { sourceType: 'grpc', image },
  });

  const phase = () =>
    (
      fixture.east.object(
        'ClusterServiceVersion',
        NS,
        'skupper-operator.v2.2.1',
      ) as any
    )?.status.phase;

  it('installs the operator, and has nothing to do the next time', async () => {
    const first = await fixture.run('skupper:controller:ensure', input);
    expect(first.lines.at(-1)).toMatch(/Skupper controller present/);
    expect(phase()).toBe('Succeeded');

    const writes = fixture.east.writes.length;
    const again = await fixture.run('skupper:controller:ensure', input);
    expect(again.lines.at(-1)).toMatch(/nothing changed/);
    expect(fixture.east.writes).toHaveLength(writes);
  });

  it('uses a Subscription of another name', async () => {
    fixture.east.put(subscription('by-hand', {}));
    await fixture.run('skupper:controller:ensure', input);
    expect(phase()).toBe('Succeeded');
    expect(fixture.east.object('Subscription', NS, 'skupper-operator')).toBe(
      undefined,
    );
  });

  /** Runs the action until it says something, or ends. @returns all that was said */
  async function ensure(says?: RegExp, choices: object = {}): Promise<string> {
    const stop = new AbortController();
    const said: string[] = [];
    const run = fixture.run(
      'skupper:controller:ensure',
      { ...input, ...choices },
      {
        signal: stop.signal,
        onLine(line) {
          said.push(line);
          if (says?.test(line)) stop.abort();
        },
      },
    );
    await run.catch(error => said.push(String(error)));
    return said.join('\n');
  }

  const byOthers = subscription('web-terminal', {
    name: 'web-terminal',
    channel: 'fast',
    installPlanApproval: 'Manual',
  });
  const faulty = (channel: string) => [
    catalogSource('faulty', 'sandbox.test/faulty-operator-index:v1'),
    subscription('skupper-operator', { source: 'faulty', channel }),
  ];
  const own = (spec: object) => [subscription('skupper-operator', spec)];

  it('names a plan that is Manual because of somebody else, and approves it if asked to', async () => {
    fixture.east.put(byOthers);
    const waits = /waits for a person to approve it/;
    expect(await ensure(waits)).toMatch(waits);
    expect(phase()).toBeUndefined();

    await ensure(undefined, { approve: true });
    expect(phase()).toBe('Succeeded');
  });

  it('tells of Skupper 1 that a change of the channel replaces it not', async () => {
    fixture.east.put(...own({ channel: 'stable' }));
    expect(await ensure()).toMatch(/is Skupper 1, from channel "stable"/);
    const stays =
      /delete Subscription skupper-operator and ClusterServiceVersion skupper-operator\.v1\.9\.0/;
    expect(await ensure(stays, { changeChannel: true })).toMatch(stays);
  });

  it.each<[string, KubeObject[], RegExp]>([
    ['two OperatorGroups', [group('second')], /has 2 OperatorGroups/],
    [
      'a catalog that is away',
      [catalogSource('redhat-operators', 'registry.test/away:v1')],
      /CatalogSource openshift-marketplace\/redhat-operators does not answer/,
    ],
    [
      "another's catalog that is away",
      [catalogSource('another', 'registry.test/away:v1')],
      /CatalogSource openshift-marketplace\/another does not answer, which is not the one of/,
    ],
    [
      "another's broken Subscription",
      [subscription('broken', { name: 'unheard-of' })],
      /Subscription broken in namespace .* cannot be resolved/,
    ],
    [
      'a catalog that is not there',
      own({ source: 'nowhere' }),
      /CatalogSource openshift-marketplace\/nowhere, which is not there/,
    ],
    [
      'a channel that is not there',
      own({ channel: 'stable-3' }),
      /cannot resolve Subscription skupper-operator: .* in channel stable-3/,
    ],
    [
      'a package that is subscribed to twice',
      [subscription('by-hand', {}), ...own({})],
      /has several Subscriptions for skupper-operator/,
    ],
    [
      'a bundle that cannot be unpacked',
      faulty('never-unpacked'),
      /could not unpack the bundle/,
    ],
    ['a plan that fails', faulty('plan-fails'), /InstallPlan \S+ failed: /],
    [
      'a newer Kubernetes that is required',
      faulty('newer-kubernetes'),
      /waits for what it requires .*minKubeVersion \(1\.99\.0\)/,
    ],
    [
      'a type that is required',
      faulty('other-api'),
      /waits for what it requires .*others\.sandbox\.test/,
    ],
    [
      'a Deployment that is refused',
      faulty('invalid-deployment'),
      /failed \(InstallComponentFailed\)/,
    ],
  ])('names %s', async (_, objects, says) => {
    fixture.east.put(...objects);
    expect(await ensure(says)).toMatch(says);
    expect(phase()).not.toBe('Succeeded');
  });
});
