import { InProcessCluster } from '../../../__testUtils__/inProcessCluster';
import { watchDefinitions } from '../../../apiserver/controllers/definitions';
import { KubeObject, resources } from '../../../client';
import { startOlmController } from '../startOlmController';
import { olmTimings } from '../timings';

export const NS = 'openshift-operators';
const FAULTY = 'sandbox.test/faulty-operator-index:v1';
const OLM = 'operators.coreos.com';

const sayCondition = ({ type, status, reason }: any) =>
  `${type}=${status}/${reason}`;

const SAYS: Record<string, (status: any, name: string) => string | undefined> =
  {
    ClusterServiceVersion: ({ phase, reason }) => phase && `${phase}/${reason}`,
    InstallPlan: ({ phase }) => phase,
    Subscription: ({ state, conditions }) =>
      conditions &&
      [state, ...conditions.map(sayCondition)].filter(Boolean).join(' '),
    Deployment: (_, name) => name,
    CustomResourceDefinition: (_, name) =>
      name === 'sites.skupper.io' ? name : undefined,
  };

/**
 * An OpenShift cluster without Skupper whose OLM runs in a time that tests let pass. Pods run by themselves only where
 * a test asks for it.
 */
export class OlmBench {
  readonly timings = olmTimings();
  readonly onSucceeded = jest.fn();
  readonly onUninstalled = jest.fn();
  /** What objects said, one after the other: `ClusterServiceVersion Pending/RequirementsUnknown`. */
  readonly said: string[] = [];
  readonly cluster = new InProcessCluster('ocp', {
    openshift: true,
    skupper: false,
  });
  private readonly abort = new AbortController();
  private readonly endDefinitions = watchDefinitions(this.cluster.state);

  constructor() {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'],
    });
    const { signal } = this.abort;
    this.cluster.observe(({ entry }) => this.note(entry.object as KubeObject));
    startOlmController({
      client: this.cluster,
      signal,
      onSucceeded: this.onSucceeded,
      onUninstalled: this.onUninstalled,
      onError(error) {
        throw error;
      },
    });
  }

  stop(): void {
    this.abort.abort();
    this.endDefinitions();
    this.cluster.stop();
    jest.useRealTimers();
  }

  /** Lets time pass; without any, what waits for none. */
  async pass(ms = 0): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
    for (let turn = 0; turn < 50; turn++) {
      await new Promise(resolve => setImmediate(resolve));
    }
    await jest.advanceTimersByTimeAsync(0);
  }

  /** Long enough for all that waits for nobody. */
  settle(): Promise<void> {
    return this.steps(12);
  }

  /** Lets time pass until Skupper's version is in a state. */
  async reach(state: string): Promise<void> {
    for (let turn = 0; turn < 100; turn++) {
      const { phase, reason } = (await this.version())?.status ?? {};
      if (`${phase}/${reason}` === state) return;
      await this.pass(this.timings.phaseMs / 5);
    }
    throw new Error(`never ${state}: ${this.said.join(', ')}`);
  }

  /** Deployments become available as soon as they are there. */
  runPods(): void {
    this.cluster.watch(resources.deployments, {
      signal: this.abort.signal,
      onUpsert: ({ metadata, status }) => {
        const { name, namespace } = metadata;
        if (!status?.conditions) void this.available(name, namespace);
      },
      onDelete: () => {},
    });
  }

  /** Says of a Deployment what its controller would. */
  async available(name: string, namespace = NS): Promise<void> {
    const reason = 'MinimumReplicasAvailable';
    await this.condition(name, 'Available', 'True', reason, namespace);
  }

  async condition(
    name: string,
    type: string,
    status: string,
    reason: string,
    namespace = NS,
  ): Promise<void> {
    const conditions = [{ type, status, reason }];
    await this.cluster.patch(
      resources.deployments,
      namespace,
      name,
      { status: { conditions } },
      'status',
    );
  }

  subscribe(spec: object = {}, name = 'skupper-operator') {
    return this.cluster.create(resources.subscriptions, {
      apiVersion: `${OLM}/v1alpha1`,
      kind: 'Subscription',
      metadata: { name, namespace: NS },
      spec: {
        name: 'skupper-operator',
        source: 'redhat-operators',
        sourceNamespace: 'openshift-marketplace',
        channel: 'stable-2',
        ...spec,
      },
    });
  }

  /** A CatalogSource with another image: the one whose channels all fail, unless told otherwise. */
  catalog(name: string, image = FAULTY) {
    return this.cluster.create(resources.catalogSources, {
      apiVersion: `${OLM}/v1alpha1`,
      kind: 'CatalogSource',
      metadata: { name, namespace: 'openshift-marketplace' },
      spec: { sourceType: 'grpc', image },
    });
  }

  setImage(name: string, image: string) {
    return this.cluster.patch(
      resources.catalogSources,
      'openshift-marketplace',
      name,
      { spec: { image } },
    );
  }

  group(name: string, spec: object = {}) {
    return this.cluster.create(resources.operatorGroups, {
      apiVersion: `${OLM}/v1`,
      kind: 'OperatorGroup',
      metadata: { name, namespace: NS },
      spec,
    });
  }

  async approve(): Promise<void> {
    const plan = await this.plan();
    await this.cluster.patch(resources.installPlans, NS, plan.metadata.name, {
      spec: { approved: true },
    });
  }

  async subscription(name = 'skupper-operator') {
    return (await this.cluster.get(resources.subscriptions, NS, name))!;
  }

  /** `Type=Status/Reason` of each condition of a Subscription. */
  async conditions(name?: string): Promise<string[]> {
    const { status } = await this.subscription(name);
    return (status?.conditions ?? []).map(sayCondition);
  }

  /** The message of a condition of a Subscription. */
  async message(type: string, name?: string): Promise<string> {
    const { status } = await this.subscription(name);
    return status.conditions.find((c: any) => c.type === type)?.message;
  }

  /** The newest InstallPlan. */
  async plan() {
    const plans = await this.plans();
    return plans.sort((a, b) => b.spec.generation - a.spec.generation)[0];
  }

  plans() {
    return this.cluster.list(resources.installPlans);
  }

  version(name = 'skupper-operator.v2.2.1') {
    return this.cluster.get(resources.clusterServiceVersions, NS, name);
  }

  versions() {
    return this.cluster.list(resources.clusterServiceVersions);
  }

  async definitions(): Promise<string[]> {
    const all = await this.cluster.list(resources.customResourceDefinitions);
    return all
      .map(({ metadata }) => metadata.name)
      .filter(name => name.endsWith('.skupper.io'));
  }

  /** What objects of a kind said, one after the other. */
  saidBy(kind: string): string[] {
    return this.said
      .filter(line => line.startsWith(`${kind} `))
      .map(line => line.slice(kind.length + 1));
  }

  /** Whether these things were said, one after the other. */
  inOrder(...lines: string[]): boolean {
    const places = lines.map(line => this.said.indexOf(line));
    return places.every((place, i) => place > (places[i - 1] ?? -1));
  }

  private async steps(count: number): Promise<void> {
    for (let step = 0; step < count; step++) {
      await this.pass(this.timings.phaseMs);
    }
  }

  private note({ kind, status, metadata }: KubeObject): void {
    const says = SAYS[kind]?.(status ?? {}, metadata.name);
    const line = `${kind} ${says}`;
    if (says && !this.said.includes(line)) this.said.push(line);
  }
}
