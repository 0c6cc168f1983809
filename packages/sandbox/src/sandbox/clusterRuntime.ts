import { KubeObject, KubeStatusError, resources } from '../client';
import {
  installSkupperController,
  loadBalancerAddresses,
  olmTimings,
  SkupperController,
  startOlmController,
  startStorageController,
  superviseSkupperController,
  startWorkloadController,
} from '../controllers';
import { Kubelet, KubeletOptions, startKubelet } from '../kubelet';
import { startRouteProxy, startServiceProxy } from '../network';
import { createRouterRuntimes, RouterFaults } from '../routers';
import { createIdleRuntime } from '../runtime/idleRuntime';
import type { SandboxPart } from './options';

/** What runs a cluster's objects: what its kubelet needs, and more. */
export interface ClusterRuntimeOptions
  extends Omit<KubeletOptions, 'signal' | 'nodeName' | 'timings'> {
  /** Its place among the clusters, from 0. */
  index: number;
  openshift: boolean;
  faults: RouterFaults;
  without: ReadonlySet<SandboxPart>;
  timeScale: number;
  /** Whether Deployments are worked on here; on by default, off where a real controller manager does it. */
  deployments?: boolean;
  log(message: string): void;
}

/** The controllers, routers and the kubelet of one cluster. */
export interface ClusterRuntime {
  kubelet?: Kubelet;
  skupper?: SkupperController;
  /** Resolves when everything is in place that a fresh cluster has. */
  ready: Promise<void>;
  stop(): Promise<void>;
}

/** Times of the emulated parts at scale 1, in milliseconds. */
const RESYNC_MS = 30_000;
const CERTIFICATE_MS = 250;
const SITE_MS = 100;
/** How long a kubelet waits before it starts a crashed controller again, the first time. */
const CRASH_BACK_OFF_MS = 10_000;

/** Starts what makes a cluster's objects come true. Each part knows the others only through the Kubernetes API. */
export function startClusterRuntime(
  options: ClusterRuntimeOptions,
): ClusterRuntime {
  const { client, network, without, timeScale, openshift } = options;
  const abort = new AbortController();
  const { signal } = abort;
  const onError = (error: unknown, what: string) => {
    // Two writers at once are usual, and each tries again.
    const conflict = error instanceof KubeStatusError && error.code === 409;
    if (!signal.aborted && !conflict) {
      options.log(
        `${client.cluster}: ${what}: ${(error as Error)?.message ?? error}`,
      );
    }
  };
  const runtime: ClusterRuntime = {
    ready: Promise.resolve(),
    async stop() {
      abort.abort();
      await runtime.kubelet?.stopped;
    },
  };

  startServiceProxy({ client, network, signal, log: options.log });
  if (openshift) {
    startRouteProxy({
      client,
      network,
      signal,
      onError: error => onError(error, 'Routes'),
    });
  }
  if (!without.has('workload')) {
    startWorkloadController({
      client,
      signal,
      deployments: options.deployments,
      addresses: loadBalancerAddresses(options.index),
      onError,
    });
    runtime.ready = startStorageController({
      client,
      signal,
      binds: options.deployments,
      labels: options.labels,
      onError,
    });
  }
  if (!without.has('kubelet')) {
    const routers = without.has('routers')
      ? []
      : createRouterRuntimes({ faults: options.faults, timeScale });
    runtime.kubelet = startKubelet({
      ...options,
      runtimes: [...routers, ...options.runtimes, createIdleRuntime()],
      signal,
      nodeName: `${client.cluster}-node`,
    });
  }
  if (!without.has('skupper-controller')) {
    const skupper = startSkupper(options, runtime, signal, onError);
    runtime.ready = Promise.all([runtime.ready, skupper]).then(() => undefined);
  }
  return runtime;
}

/** The Skupper controller: there from the start, or, on OpenShift, as long as its operator is installed. */
async function startSkupper(
  { client, openshift, timeScale, labels }: ClusterRuntimeOptions,
  runtime: ClusterRuntime,
  signal: AbortSignal,
  onError: (error: unknown, what: string) => void,
): Promise<void> {
  let installed: AbortController | undefined;
  const start = (namespace?: string) => {
    installed = new AbortController();
    runtime.skupper = superviseSkupperController(
      {
        client,
        signal: AbortSignal.any([signal, installed.signal]),
        ...(namespace && { namespace }),
        ...(openshift && {
          enabledAccessTypes: ['local', 'route', 'loadbalancer'],
        }),
        resyncMs: Math.max(1_000, RESYNC_MS * timeScale),
        timings: {
          certificateMs: CERTIFICATE_MS * timeScale,
          siteMs: SITE_MS * timeScale,
        },
        onError,
      },
      { firstMs: CRASH_BACK_OFF_MS * timeScale },
    );
  };
  if (!openshift) {
    await installSkupperController(client, { labels });
    start();
    await runtime.skupper?.ready;
    return;
  }
  const operators = async () =>
    (await client.list(resources.clusterServiceVersions)).filter(bringsSkupper);
  startOlmController({
    client,
    signal,
    labels,
    timings: olmTimings(timeScale),
    onSucceeded(version) {
      if (!runtime.skupper && bringsSkupper(version)) {
        start(version.metadata.namespace);
      }
    },
    async onUninstalled() {
      if (!(await operators()).length) {
        installed?.abort();
        runtime.skupper = undefined;
      }
    },
    onError,
  });
  // After an outage the operator is there already.
  const [operator] = (await operators()).filter(
    ({ status }) => status?.phase === 'Succeeded',
  );
  if (operator && !runtime.skupper) {
    start(operator.metadata.namespace);
  }
}

/** Whether a version of an operator is one of Skupper 2; Skupper 1 has no types. */
function bringsSkupper({ spec }: KubeObject): boolean {
  return Boolean(
    spec.customresourcedefinitions?.owned?.some(
      ({ name }: { name: string }) => name === 'sites.skupper.io',
    ),
  );
}
