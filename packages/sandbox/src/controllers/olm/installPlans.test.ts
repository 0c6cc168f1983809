import { resources } from '../../client';
import { NS, OlmBench } from './__testUtils__/olmBench';

const HEALTHY = 'CatalogSourcesUnhealthy=False/AllCatalogSourcesHealthy';
const WAITS = 'InstallPlanPending=True/RequiresApproval';

describe('InstallPlans', () => {
  let bench: OlmBench;

  beforeEach(() => {
    bench = new OlmBench();
    bench.runPods();
  });

  afterEach(() => bench.stop());

  it('wait for a person where the Subscription says so', async () => {
    await bench.subscribe({ installPlanApproval: 'Manual' });
    await bench.settle();

    expect(await bench.conditions()).toEqual([HEALTHY, WAITS]);
    const plan = await bench.plan();
    expect(plan.spec).toMatchObject({ approval: 'Manual', approved: false });
    expect(plan.status.phase).toBe('RequiresApproval');
    expect((await bench.subscription()).status).toMatchObject({
      state: 'UpgradePending',
      currentCSV: 'skupper-operator.v2.2.1',
      installPlanRef: { name: plan.metadata.name },
    });
    expect(await bench.definitions()).toEqual([]);

    await bench.approve();
    await bench.settle();
    expect((await bench.plan()).status.phase).toBe('Complete');
    expect((await bench.version())?.status.phase).toBe('Succeeded');
    expect(await bench.conditions()).toEqual([HEALTHY]);
  });

  it('are all Manual where one Subscription of the namespace is', async () => {
    await bench.subscribe(
      { name: 'web-terminal', channel: 'fast', installPlanApproval: 'Manual' },
      'web-terminal',
    );
    await bench.settle();
    await bench.approve();
    await bench.settle();
    await bench.subscribe({ installPlanApproval: 'Automatic' });
    await bench.settle();

    const plan = await bench.plan();
    expect(plan.spec).toMatchObject({
      approval: 'Manual',
      approved: false,
      clusterServiceVersionNames: ['skupper-operator.v2.2.1'],
    });
    expect(await bench.conditions()).toEqual([HEALTHY, WAITS]);
  });

  it('carry all that a namespace needs', async () => {
    await bench.group('second');
    await bench.subscribe(
      { name: 'web-terminal', channel: 'fast', installPlanApproval: 'Manual' },
      'web-terminal',
    );
    await bench.subscribe();
    await bench.cluster.delete(resources.operatorGroups, NS, 'second');
    await bench.settle();

    expect((await bench.plans()).map(({ spec }) => spec)).toMatchObject([
      {
        approval: 'Manual',
        clusterServiceVersionNames: [
          'web-terminal.v1.13.0',
          'skupper-operator.v2.2.1',
        ],
      },
    ]);
  });

  it('hold an upgrade while it waits', async () => {
    await bench.subscribe({
      installPlanApproval: 'Manual',
      startingCSV: 'skupper-operator.v2.1.1',
    });
    await bench.settle();
    await bench.approve();
    await bench.settle();

    expect((await bench.subscription()).status).toMatchObject({
      state: 'UpgradePending',
      installedCSV: 'skupper-operator.v2.1.1',
      currentCSV: 'skupper-operator.v2.2.1',
    });
    expect(await bench.conditions()).toEqual([HEALTHY, WAITS]);
    expect(await bench.plans()).toHaveLength(2);

    await bench.approve();
    await bench.settle();
    expect(
      (await bench.versions()).map(({ metadata }) => metadata.name),
    ).toEqual(['skupper-operator.v2.2.1']);
    expect((await bench.subscription()).status).toMatchObject({
      state: 'AtLatestKnown',
      installedCSV: 'skupper-operator.v2.2.1',
    });
    const deployments = await bench.cluster.list(resources.deployments);
    expect(deployments.map(({ metadata }) => metadata.name)).toEqual([
      'skupper-controller',
    ]);
  });

  it('upgrade by themselves where nobody is asked', async () => {
    await bench.subscribe({ startingCSV: 'skupper-operator.v2.1.1' });
    await bench.settle();
    await bench.settle();
    expect((await bench.subscription()).status).toMatchObject({
      state: 'AtLatestKnown',
      installedCSV: 'skupper-operator.v2.2.1',
    });
  });

  it('do not lead from Skupper 1 to 2: nothing in the other channel replaces it', async () => {
    await bench.subscribe({ channel: 'stable' });
    await bench.settle();
    await bench.cluster.patch(resources.subscriptions, NS, 'skupper-operator', {
      spec: { channel: 'stable-2' },
    });
    await bench.settle();
    expect(await bench.conditions()).toEqual([HEALTHY]);
    expect((await bench.subscription()).status).toMatchObject({
      state: 'AtLatestKnown',
      installedCSV: 'skupper-operator.v1.9.0',
    });
  });

  it('are made again when one that waits is deleted', async () => {
    await bench.subscribe({ installPlanApproval: 'Manual' });
    await bench.settle();
    const { metadata } = await bench.plan();
    await bench.cluster.delete(resources.installPlans, NS, metadata.name);
    await bench.settle();

    const again = await bench.plan();
    expect(again.metadata.uid).not.toBe(metadata.uid);
    expect((await bench.subscription()).status.installPlanRef.uid).toBe(
      again.metadata.uid,
    );
  });

  it('fail with an object that the API server refuses, while the Subscription seems to be up to date', async () => {
    await bench.catalog('faulty');
    await bench.subscribe({ source: 'faulty', channel: 'plan-fails' });
    await bench.settle();

    const { status } = await bench.plan();
    expect(status).toMatchObject({
      phase: 'Failed',
      message: expect.stringContaining('refused.sandbox.test'),
      conditions: [
        {
          type: 'Installed',
          status: 'False',
          reason: 'InstallComponentFailed',
        },
      ],
    });
    expect(await bench.conditions()).toEqual([
      HEALTHY,
      'InstallPlanFailed=True/InstallComponentFailed',
    ]);
    expect(await bench.message('InstallPlanFailed')).toBe(status.message);
    expect((await bench.subscription()).status.state).toBe('AtLatestKnown');
  });

  it('are not made of a bundle that cannot be unpacked', async () => {
    await bench.catalog('faulty');
    await bench.subscribe({ source: 'faulty', channel: 'never-unpacked' });
    await bench.settle();
    expect(await bench.conditions()).toEqual([
      HEALTHY,
      'BundleUnpacking=True/Unpacking',
    ]);

    await bench.pass(bench.timings.unpackMs);
    await bench.settle();
    expect(await bench.conditions()).toEqual([
      HEALTHY,
      'BundleUnpackFailed=True/BundleUnpackFailed',
    ]);
    expect(await bench.message('BundleUnpackFailed')).toContain(
      'DeadlineExceeded',
    );
    expect(await bench.plans()).toEqual([]);
  });

  it.each(['second', 'skupper-operator'])(
    'are not carried out while two Subscriptions want one package, until %s is deleted',
    async deleted => {
      await bench.subscribe({ installPlanApproval: 'Manual' });
      await bench.settle();
      await bench.subscribe({}, 'second');
      await bench.settle();
      await bench.approve();
      await bench.settle();
      expect((await bench.plan()).status.phase).toBe('Installing');
      expect(await bench.versions()).toEqual([]);

      await bench.cluster.delete(resources.subscriptions, NS, deleted);
      await bench.settle();
      const left = deleted === 'second' ? 'skupper-operator' : 'second';
      expect((await bench.version())?.status.phase).toBe('Succeeded');
      expect((await bench.subscription(left)).status.state).toBe(
        'AtLatestKnown',
      );
    },
  );
});
