import { resources } from '../../client';
import { NS, OlmBench } from './__testUtils__/olmBench';

const NAME = 'skupper-controller';

describe('ClusterServiceVersions', () => {
  let bench: OlmBench;

  beforeEach(() => {
    bench = new OlmBench();
  });

  afterEach(() => bench.stop());

  const states = () => bench.saidBy('ClusterServiceVersion');

  it('fail for a moment when their pods are not ready after 5 minutes, and begin again', async () => {
    const { installTimeoutMs, failedMs } = bench.timings;
    await bench.subscribe();
    await bench.reach('Installing/InstallWaiting');
    expect((await bench.version())?.status.message).toBe(
      'installing: waiting for deployment skupper-controller to become ready: deployment "skupper-controller" not available: Deployment does not have minimum availability.',
    );
    await bench.pass(installTimeoutMs - 200);
    expect(states().at(-1)).toBe('Installing/InstallWaiting');

    await bench.reach('Failed/InstallCheckFailed');
    expect((await bench.version())?.status.message).toBe('install timeout');
    await bench.pass(failedMs);
    expect(states().at(-1)).toBe('Pending/NeedsReinstall');
    await bench.settle();
    expect((await bench.version())?.status.reason).toBe('InstallWaiting');

    await bench.available(NAME);
    await bench.settle();
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it('fail when a Deployment exceeds its progress deadline, until it comes up after all', async () => {
    await bench.subscribe();
    await bench.settle();
    await bench.condition(
      NAME,
      'Progressing',
      'False',
      'ProgressDeadlineExceeded',
    );
    await bench.settle();
    expect((await bench.version())?.status).toMatchObject({
      phase: 'Failed',
      reason: 'InstallCheckFailed',
      message:
        'install failed: deployment skupper-controller not ready before timeout: deployment "skupper-controller" exceeded its progress deadline',
    });

    await bench.available(NAME);
    await bench.settle();
    expect((await bench.version())?.status.phase).toBe('Succeeded');
  });

  it.each([
    [
      'newer-kubernetes',
      {
        kind: 'ClusterServiceVersion',
        status: 'PresentNotSatisfied',
        message:
          'CSV version requirement not met: minKubeVersion (1.99.0) > server version (v1.34.0)',
      },
    ],
    [
      'other-api',
      {
        kind: 'CustomResourceDefinition',
        name: 'others.sandbox.test',
        status: 'NotPresent',
        message: 'CRD is not present',
      },
    ],
  ])('wait for ever for what they need: %s', async (channel, unmet) => {
    bench.runPods();
    await bench.catalog('faulty');
    await bench.subscribe({ source: 'faulty', channel });
    await bench.settle();
    await bench.pass(bench.timings.installTimeoutMs);

    const { status } = (await bench.version(
      `skupper-operator.v2.2.1-${channel}`,
    ))!;
    expect(status).toMatchObject({
      phase: 'Pending',
      reason: 'RequirementsNotMet',
    });
    const others = status.requirementStatus.filter(
      (requirement: any) => requirement.status !== 'Present',
    );
    expect(others).toMatchObject([unmet]);
    expect((await bench.subscription()).status.state).toBe('AtLatestKnown');
    expect(await bench.cluster.list(resources.deployments)).toEqual([]);
  });

  it('go on when what they need comes', async () => {
    bench.runPods();
    await bench.catalog('faulty');
    await bench.subscribe({ source: 'faulty', channel: 'other-api' });
    await bench.settle();
    const { metadata, spec } = (
      await bench.cluster.list(resources.customResourceDefinitions)
    ).find(({ metadata: { name } }) => name === 'sites.skupper.io')!;
    const names = { plural: 'others', kind: 'Other' };
    await bench.cluster.create(resources.customResourceDefinitions, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'others.sandbox.test' },
      spec: { ...spec, group: 'sandbox.test', names },
    });
    expect(metadata.name).toBe('sites.skupper.io');
    await bench.settle();
    const version = await bench.version('skupper-operator.v2.2.1-other-api');
    expect(version?.status.phase).toBe('Succeeded');
  });

  it('fail with a Deployment that the API server refuses', async () => {
    await bench.catalog('faulty');
    await bench.subscribe({ source: 'faulty', channel: 'invalid-deployment' });
    await bench.settle();

    const { status } = (await bench.version(
      'skupper-operator.v2.2.1-invalid-deployment',
    ))!;
    expect(status).toMatchObject({
      phase: 'Failed',
      reason: 'InstallComponentFailed',
      message: expect.stringMatching(
        /^install strategy failed: Deployment\.apps "skupper-controller" is invalid/,
      ),
    });
  });

  it.each([
    [
      [NS],
      'OwnNamespace InstallModeType not supported, cannot configure to watch own namespace',
    ],
    [
      ['default'],
      'SingleNamespace InstallModeType not supported, cannot configure to watch one namespace',
    ],
    [
      [NS, 'default'],
      'MultiNamespace InstallModeType not supported, cannot configure to watch 2 namespaces',
    ],
  ])(
    'fail where the OperatorGroup is for %s only',
    async (targets, message) => {
      bench.runPods();
      const setTargets = (targetNamespaces: string[]) =>
        bench.cluster.patch(resources.operatorGroups, NS, 'global-operators', {
          spec: { targetNamespaces },
        });
      await setTargets(targets);
      await bench.subscribe();
      await bench.settle();
      expect((await bench.version())?.status).toMatchObject({
        phase: 'Failed',
        reason: 'UnsupportedOperatorGroup',
        message,
      });
      expect((await bench.subscription()).status.state).toBe('AtLatestKnown');

      await setTargets([]);
      await bench.settle();
      expect((await bench.version())?.status.phase).toBe('Succeeded');
    },
  );
});
