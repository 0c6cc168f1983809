import { KubeObject, resources } from '../../client';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import { until } from '../../__testUtils__/until';
import { startOlmController } from './startOlmController';

const NS = 'openshift-operators';

function subscription(spec: object): KubeObject {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name: 'skupper-operator', namespace: NS },
    spec: {
      name: 'skupper-operator',
      source: 'redhat-operators',
      sourceNamespace: 'openshift-marketplace',
      channel: 'stable-2',
      ...spec,
    },
  };
}

describe('startOlmController', () => {
  let abort: AbortController;
  let cluster: InProcessCluster;
  const onInstalled = jest.fn();

  beforeEach(() => {
    abort = new AbortController();
    cluster = new InProcessCluster('ocp', {
      namespaces: [NS],
      openshift: true,
    });
    onInstalled.mockReset();
    startOlmController({
      client: cluster,
      signal: abort.signal,
      onInstalled,
      phaseMs: 0,
    });
  });

  afterEach(() => {
    abort.abort();
    cluster.stop();
  });

  const untilStatus = (predicate: (object: KubeObject) => boolean) =>
    until(
      cluster,
      resources.subscriptions,
      NS,
      'skupper-operator',
      s => s.status && predicate(s),
    );

  it('installs the operator by itself and says so at each step', async () => {
    const phases: string[] = [];
    cluster.watch(resources.clusterServiceVersions, {
      signal: abort.signal,
      onUpsert: csv => csv.status && phases.push(csv.status.phase),
      onDelete: () => {},
    });
    await cluster.create(resources.subscriptions, subscription({}));

    const { status } = await untilStatus(
      s => s.status.state === 'AtLatestKnown',
    );

    expect(phases).toEqual([
      'Pending',
      'InstallReady',
      'Installing',
      'Succeeded',
    ]);
    expect(status).toMatchObject({
      currentCSV: 'skupper-operator.v2.2.1',
      installedCSV: 'skupper-operator.v2.2.1',
    });
    expect(onInstalled).toHaveBeenCalledTimes(1);
    expect(onInstalled).toHaveBeenCalledWith(NS, expect.anything());
  });

  it('waits for the approval of a manual plan', async () => {
    await cluster.create(
      resources.subscriptions,
      subscription({ installPlanApproval: 'Manual' }),
    );
    const waiting = await untilStatus(s =>
      s.status.conditions.some((c: any) => c.type === 'InstallPlanPending'),
    );
    expect(waiting.status.state).toBe('UpgradePending');
    expect(onInstalled).not.toHaveBeenCalled();

    const { name } = waiting.status.installPlanRef;
    await cluster.patch(resources.installPlans, NS, name, {
      spec: { approved: true },
    });

    await untilStatus(s => s.status.state === 'AtLatestKnown');
    const plan = await cluster.get(resources.installPlans, NS, name);
    expect(plan?.status.phase).toBe('Complete');
  });

  it('says that a package or channel is unknown', async () => {
    await cluster.create(
      resources.subscriptions,
      subscription({ channel: 'stable-1' }),
    );

    const { status } = await untilStatus(() => true);

    expect(status.conditions[1]).toMatchObject({
      type: 'ResolutionFailed',
      reason: 'ConstraintsNotSatisfiable',
      message:
        'constraints not satisfiable: no operators found in package skupper-operator in the catalog referenced by subscription skupper-operator (openshift-marketplace/redhat-operators)',
    });
  });
});
