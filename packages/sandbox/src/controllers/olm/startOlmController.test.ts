import { resources } from '../../client';
import { NS, OlmBench } from './__testUtils__/olmBench';

describe('startOlmController', () => {
  let bench: OlmBench;

  beforeEach(() => {
    bench = new OlmBench();
  });

  afterEach(() => bench.stop());

  it('installs an operator step by step: types with the InstallPlan, pods before success', async () => {
    bench.runPods();
    expect(await bench.definitions()).toEqual([]);

    await bench.subscribe();
    await bench.settle();

    const healthy = 'CatalogSourcesUnhealthy=False/AllCatalogSourcesHealthy';
    expect(bench.saidBy('Subscription')).toEqual([
      'CatalogSourcesUnhealthy=False/CatalogSourcesAdded',
      `UpgradePending ${healthy}`,
      `UpgradePending ${healthy} InstallPlanPending=True/Installing`,
      `AtLatestKnown ${healthy}`,
    ]);
    expect(bench.saidBy('InstallPlan')).toEqual(['Installing', 'Complete']);
    expect(bench.saidBy('ClusterServiceVersion')).toEqual([
      'Pending/RequirementsUnknown',
      'Pending/RequirementsNotMet',
      'InstallReady/AllRequirementsMet',
      'Installing/InstallSucceeded',
      'Installing/InstallWaiting',
      'Succeeded/InstallSucceeded',
    ]);
    expect(
      bench.inOrder(
        'InstallPlan Installing',
        'CustomResourceDefinition sites.skupper.io',
        'InstallPlan Complete',
        'ClusterServiceVersion InstallReady/AllRequirementsMet',
        'Deployment skupper-controller',
        'ClusterServiceVersion Succeeded/InstallSucceeded',
      ),
    ).toBe(true);
    expect(await bench.definitions()).toHaveLength(12);
    expect((await bench.subscription()).status).toMatchObject({
      state: 'AtLatestKnown',
      currentCSV: 'skupper-operator.v2.2.1',
      installedCSV: 'skupper-operator.v2.2.1',
    });
    expect(bench.onSucceeded).toHaveBeenCalledTimes(1);
  });

  it('says that a version is installed when it is there, whether its pods run or not', async () => {
    await bench.subscribe();
    await bench.settle();

    const { status } = await bench.subscription();
    expect(status).toMatchObject({
      state: 'AtLatestKnown',
      installedCSV: 'skupper-operator.v2.2.1',
    });
    expect((await bench.version())?.status).toMatchObject({
      phase: 'Installing',
      reason: 'InstallWaiting',
    });
    expect(bench.onSucceeded).not.toHaveBeenCalled();

    await bench.available('skupper-controller');
    await bench.settle();
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it('leaves the types there, and takes the Deployment away, when the version goes', async () => {
    bench.runPods();
    await bench.subscribe();
    await bench.settle();

    const { clusterServiceVersions, deployments } = resources;
    const { metadata } = (await bench.version())!;
    await bench.cluster.delete(
      clusterServiceVersions,
      metadata.namespace,
      metadata.name,
    );
    await bench.settle();

    expect(await bench.cluster.list(deployments)).toEqual([]);
    expect(await bench.definitions()).toHaveLength(12);
    expect(bench.onUninstalled).toHaveBeenCalledTimes(1);
    // Nor is it made again while its Subscription stays.
    expect(await bench.versions()).toEqual([]);
  });

  it('installs Skupper 1 from the channel "stable", which brings no types', async () => {
    bench.runPods();
    await bench.subscribe({ channel: 'stable' });
    await bench.settle();

    const version = await bench.version('skupper-operator.v1.9.0');
    expect(version?.status.phase).toBe('Succeeded');
    expect(await bench.definitions()).toEqual([]);
    const [deployment] = await bench.cluster.list(resources.deployments);
    expect(deployment.metadata.name).toBe('skupper-site-controller');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['all is installed', () => bench.subscribe()],
    ['a channel is missing', () => bench.subscribe({ channel: 'stable-3' })],
    ['a catalog is missing', () => bench.subscribe({ source: 'nowhere' })],
    [
      'a person is waited for',
      () => bench.subscribe({ installPlanApproval: 'Manual' }),
    ],
    [
      'two Subscriptions want one package',
      async () => {
        await bench.group('second');
        await bench.subscribe();
        await bench.subscribe({}, 'second');
        await bench.cluster.delete(resources.operatorGroups, NS, 'second');
      },
    ],
    ...['never-unpacked', 'plan-fails', 'other-api', 'invalid-deployment'].map(
      (channel): [string, () => Promise<unknown>] => [
        channel,
        async () => {
          await bench.catalog('faulty');
          await bench.subscribe({ source: 'faulty', channel });
        },
      ],
    ),
  ])('writes nothing while nothing changes: %s', async (_, begin) => {
    bench.runPods();
    await begin();
    await bench.settle();
    const { writes } = bench.cluster;
    await bench.pass(60_000);
    expect(bench.cluster.writes).toBe(writes);
  });
});
