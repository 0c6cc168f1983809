import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isServed, resources } from '../client';
import { Sandbox, startSandbox } from './startSandbox';
import { until, untilGone } from '../__testUtils__/until';
import { isReady } from './__testUtils__/testFederation';
import type { SandboxStatus } from './types';

const OPERATORS = 'openshift-operators';
const NEWEST = 'skupper-operator.v2.2.1';

const subscription = (spec: object) => ({
  apiVersion: 'operators.coreos.com/v1alpha1',
  kind: 'Subscription',
  metadata: { name: 'skupper-operator', namespace: OPERATORS },
  spec: {
    name: 'skupper-operator',
    channel: 'stable-2',
    source: 'redhat-operators',
    sourceNamespace: 'openshift-marketplace',
    ...spec,
  },
});

describe('an OpenShift cluster of the sandbox', () => {
  let folder: string;
  let sandbox: Sandbox;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'federation-test-'));
    sandbox = await startSandbox({
      stateDir: folder,
      clusters: ['ocp'],
      openshift: ['ocp'],
      flower: 'builtin',
      timeScale: 0.05,
    });
  }, 30_000);

  afterAll(async () => {
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  it('has nothing of Skupper until its operator is subscribed to, and then all', async () => {
    const ocp = sandbox.client('ocp');
    expect(await isServed(ocp, resources.sites)).toBe(false);
    const before = await sandbox.run<SandboxStatus>('status');
    expect(before.clusters[0].sites).toEqual([]);

    await ocp.create(resources.subscriptions, subscription({}));
    await until(
      ocp,
      resources.clusterServiceVersions,
      OPERATORS,
      NEWEST,
      ({ status }) => status?.phase === 'Succeeded',
    );
    expect(await isServed(ocp, resources.sites)).toBe(true);
    const [pod] = await ocp.list(resources.pods, { namespace: OPERATORS });
    expect(pod.metadata.name).toMatch(/^skupper-controller-/);

    await ocp.create(resources.namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'fl' },
    });
    await ocp.create(resources.sites, {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Site',
      metadata: { name: 'hub', namespace: 'fl' },
      spec: { linkAccess: 'default' },
    });
    await until(ocp, resources.sites, 'fl', 'hub', isReady);

    // After an outage it goes on.
    await sandbox.run('restart', { cluster: 'ocp' });
    await ocp.create(resources.namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'other' },
    });
    await ocp.create(resources.sites, {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Site',
      metadata: { name: 'other', namespace: 'other' },
      spec: {},
    });
    await until(ocp, resources.sites, 'other', 'other', isReady);
  }, 60_000);

  it('loses the controller with its operator, and has it again with the next, upgraded at once', async () => {
    const ocp = sandbox.client('ocp');
    const { subscriptions, clusterServiceVersions, deployments } = resources;
    await ocp.delete(subscriptions, OPERATORS, 'skupper-operator');
    await ocp.delete(clusterServiceVersions, OPERATORS, NEWEST);
    await untilGone(ocp, deployments, OPERATORS, 'skupper-controller');
    expect(await isServed(ocp, resources.sites)).toBe(true);

    const startingCSV = 'skupper-operator.v2.1.1';
    await ocp.create(subscriptions, subscription({ startingCSV }));
    await until(
      ocp,
      clusterServiceVersions,
      OPERATORS,
      NEWEST,
      ({ status }) => status?.phase === 'Succeeded',
    );
    await untilGone(ocp, clusterServiceVersions, OPERATORS, startingCSV);
    await ocp.create(resources.namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'later' },
    });
    await ocp.create(resources.sites, {
      apiVersion: 'skupper.io/v2alpha1',
      kind: 'Site',
      metadata: { name: 'later', namespace: 'later' },
      spec: {},
    });
    await until(ocp, resources.sites, 'later', 'later', isReady);
  }, 60_000);
});
