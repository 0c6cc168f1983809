import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiProxy, configThrough } from './ApiProxy';
import { BackendProcess } from './backend';
import { BackstageClient } from './BackstageClient';
import { Disruption } from './disruption';
import { Kube } from './kube';
import { deleteNamespacesOf } from './namespaces';
import { keepRecord } from './records';
import { SandboxProcess } from './sandbox';
import { SecretCollector } from './secrets';
import {
  kubeconfigTarget,
  runId,
  sandboxTarget,
  targetEnvironment,
  TestTarget,
} from './target';

/** Options of {@link Stack.start}. */
export interface StackOptions {
  /** How many clusters a sandbox shall have. */
  clusters?: number;
  /** Whether the clusters of a sandbox are OpenShift, and have nothing of Skupper yet. */
  openshift?: boolean;
  flower?: 'auto' | 'process' | 'builtin';
  timeScale?: number;
  /** Keep the database in files, so that a restarted backend knows its tasks. */
  persistent?: boolean;
  /** Let the backend mend by itself what a federation's workload has lost. */
  selfMending?: boolean;
  /** Let the backend reach each cluster through a proxy of its own: {@link Stack.proxy}. */
  proxied?: boolean;
}

/** Clusters in which federations work: those of the environment, with what they lack, or those of a sandbox. */
export async function openFederationTarget(
  options: StackOptions = {},
): Promise<{ target: TestTarget; sandbox: SandboxProcess }> {
  const given = targetEnvironment();
  if (!given) {
    const sandbox = await SandboxProcess.start(options);
    return { target: sandboxTarget(sandbox), sandbox };
  }
  const sandbox = await SandboxProcess.attach({ ...given, ...options });
  const target = kubeconfigTarget(given);
  const close = async () => {
    // While there is a kubelet that ends the pods.
    const swept = await Promise.allSettled(
      given.contexts.map(name => deleteNamespacesOf(target.kube(name), runId)),
    );
    await sandbox.stop();
    for (const result of swept) {
      if (result.status === 'rejected') throw result.reason;
    }
  };
  return { target: { ...target, close }, sandbox };
}

/** Clusters, backend and a signed-in guest. */
export class Stack {
  /** What must not stand in any log or task, from the start to the end. */
  readonly secrets: SecretCollector;
  readonly #logs: string[] = [];

  private constructor(
    readonly target: TestTarget,
    /** The sandbox, or what is attached to the clusters of a kubeconfig. */
    readonly sandbox: SandboxProcess,
    /** Configuration file of the clusters, as the backend has it. */
    readonly config: string,
    private readonly proxies: ReadonlyMap<string, ApiProxy>,
    public backend: BackendProcess,
    public guest: BackstageClient,
  ) {
    this.secrets = new SecretCollector(this.kubes(), target.kubeconfig);
  }

  static async start(options: StackOptions): Promise<Stack> {
    const { target, sandbox } = await openFederationTarget(options);
    const proxies = new Map<string, ApiProxy>();
    let { config } = sandbox;
    try {
      if (options.proxied) {
        for (const name of target.contexts) {
          const kube = target.kube(name);
          proxies.set(name, await ApiProxy.start(kube, { asTarget: true }));
        }
        config = join(sandbox.stateDir, 'app-config.proxied.yaml');
        const through = configThrough(proxies, () => 'of-the-proxy');
        writeFileSync(config, JSON.stringify(through));
      }
      const { stateDir } = sandbox;
      const backend = await startBackend(stateDir, config, options);
      const guest = await signIn(backend);
      return new Stack(target, sandbox, config, proxies, backend, guest);
    } catch (error) {
      await stopAll(proxies);
      await target.close();
      throw error;
    }
  }

  /** Starts the backend again, as after a crash. */
  async restartBackend(): Promise<void> {
    const { stateDir } = this.sandbox;
    this.#logs.push(this.backend.log());
    this.backend = await startBackend(stateDir, this.config, {
      persistent: true,
    });
    this.guest = await signIn(this.backend);
  }

  /** The cluster of the hub. */
  get hub(): string {
    return this.target.contexts[0];
  }

  /** A cluster for a member. */
  get member(): string {
    return this.target.contexts[1];
  }

  /** Another cluster for a member. */
  get third(): string {
    return this.target.contexts[2];
  }

  /** Freezes and kills API servers; only for tests that are registered where the target can do it. */
  get disruption(): Disruption {
    const { disruption } = this.target;
    if (!disruption) throw new Error('This target cannot be disrupted.');
    return disruption;
  }

  kube(cluster: string): Kube {
    return this.target.kube(cluster);
  }

  /** What stands between the backend and a cluster; only of a stack that is `proxied`. */
  proxy(cluster: string): ApiProxy {
    const proxy = this.proxies.get(cluster);
    if (!proxy) throw new Error(`There is no proxy before ${cluster}.`);
    return proxy;
  }

  /** A client per cluster. */
  kubes(): Record<string, Kube> {
    return Object.fromEntries(
      this.target.contexts.map(name => [name, this.kube(name)]),
    );
  }

  /** @throws AssertionError if a secret of the clusters was logged, or stands in a task */
  async stop(): Promise<void> {
    const tasks = await this.guest.taskRecords();
    await this.backend.stop();
    this.secrets.stop();
    await stopAll(this.proxies);
    await this.target.close();
    keepRecord('tasks', tasks.join('\n'));
    for (const text of [...this.#logs, this.backend.log(), ...tasks]) {
      assert.deepEqual(this.secrets.leaksIn(text), [], 'secrets were told');
    }
  }
}

async function stopAll(proxies: ReadonlyMap<string, ApiProxy>) {
  await Promise.all([...proxies.values()].map(proxy => proxy.stop()));
}

function startBackend(
  dir: string,
  config: string,
  { persistent, selfMending }: StackOptions,
) {
  return BackendProcess.start({
    dir,
    configs: [config],
    database: persistent ? dir : undefined,
    env: selfMending ? { APP_CONFIG_federation_selfMending: 'true' } : {},
  });
}

async function signIn(backend: BackendProcess): Promise<BackstageClient> {
  const guest = new BackstageClient(backend.baseUrl);
  await guest.signIn();
  await guest.untilTemplate('federation-create');
  return guest;
}
