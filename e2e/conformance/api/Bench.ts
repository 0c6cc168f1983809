import { FIELD_MANAGER } from '../../../plugins/federation-common/src';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import {
  ClusterTiming,
  createKubernetesClusters,
  ManagedKubernetesClusters,
} from '../../../packages/kubernetes-clusters/src';
import type {
  ClusterClient,
  KubeObject,
  ResourceType,
} from '../../../packages/kubernetes-clusters/src';
import { Kube } from '../../support/kube';
import { deleteNamespacesOf } from '../../support/namespaces';
import { openTarget, TestTarget } from '../../support/target';
import { Gate } from './Gate';

const silent: LoggerService = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => silent,
};

/** The product's client of one cluster of the target, a plain client beside it, and namespaces of the test's own. */
export class Bench {
  readonly #folder = mkdtempSync(join(tmpdir(), 'federation-api-'));
  readonly #run = randomBytes(3).toString('hex');
  readonly #open: { close(): Promise<void> }[] = [];
  readonly #gates: Gate[] = [];

  private constructor(
    readonly target: TestTarget,
    readonly context: string,
    readonly kube: Kube,
  ) {}

  static async open(): Promise<Bench> {
    const target = await openTarget({ clusters: 1 });
    const [context] = target.contexts;
    return new Bench(target, context, target.kube(context));
  }

  /** The product's connection to the cluster; with `gate`, through a door that the test can shut. */
  async connect(
    options: { timing?: ClusterTiming; gate?: boolean } = {},
  ): Promise<{
    clusters: ManagedKubernetesClusters;
    client: ClusterClient;
    gate?: Gate;
  }> {
    let { kubeconfig } = this.target;
    let gate: Gate | undefined;
    if (options.gate) {
      gate = await Gate.open(this.kube.server);
      this.#gates.push(gate);
      kubeconfig = gate.kubeconfig(kubeconfig, this.context, this.#folder);
    }
    const clusters = createKubernetesClusters({
      logger: silent,
      fieldManager: FIELD_MANAGER,
      timing: options.timing,
      config: new ConfigReader({
        federation: {
          clusters: [{ name: 'tested', kubeconfig, context: this.context }],
        },
      }),
    });
    this.#open.push(clusters);
    return { clusters, client: clusters.get('tested'), gate };
  }

  /** Makes a namespace that is removed in the end. */
  async namespace(purpose: string): Promise<string> {
    const name = `api-${purpose}-${this.#run}`;
    await this.kube.send('POST', '/api/v1/namespaces', { metadata: { name } });
    return name;
  }

  /** Removes all that was made, and ends all that was started. */
  async close(): Promise<void> {
    await Promise.all(this.#open.map(one => one.close()));
    await Promise.all(this.#gates.map(gate => gate.shut()));
    try {
      await deleteNamespacesOf(this.kube, this.#run);
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
      await this.target.close();
    }
  }
}

/** What a watch has told: the objects as a consumer holds them, and everything that happened. */
export class Observed {
  readonly objects = new Map<string, KubeObject>();
  readonly events: string[] = [];
  readonly statuses: string[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #controller = new AbortController();

  constructor(
    client: ClusterClient,
    type: ResourceType,
    options: { namespace?: string; labelSelector?: string },
  ) {
    client.watch(type, {
      ...options,
      signal: this.#controller.signal,
      onEvent: event => {
        if (event.type === 'sync') {
          this.objects.clear();
          event.objects.forEach(o => this.objects.set(o.metadata.name, o));
          this.events.push('sync');
        } else {
          const { name } = event.object.metadata;
          if (event.type === 'upsert') this.objects.set(name, event.object);
          else this.objects.delete(name);
          this.events.push(`${event.type} ${name}`);
        }
        this.changed();
      },
      onStatus: status => {
        this.statuses.push(
          status.state === 'failing' ? status.reason : status.state,
        );
        this.changed();
      },
    });
  }

  /** To be called when something else changed that a condition looks at. */
  changed(): void {
    [...this.#waiting].forEach(check => check());
  }

  /** Waits for a condition. @returns how long it took, in milliseconds */
  until(
    what: string,
    holds: () => boolean,
    timeoutMs: number,
  ): Promise<number> {
    const startedAt = Date.now();
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(check);
      };
      const check = () => {
        if (holds()) {
          end();
          resolve(Date.now() - startedAt);
        }
      };
      const timer = setTimeout(() => {
        end();
        reject(
          new Error(
            `not within ${timeoutMs} ms: ${what}; ${this.events.length} events, statuses ${this.statuses}`,
          ),
        );
      }, timeoutMs);
      this.#waiting.add(check);
      check();
    });
  }

  stop(): void {
    this.#controller.abort();
  }
}

/** A ConfigMap, which no controller cares about. */
export function configMap(
  namespace: string,
  name: string,
  data: Record<string, string> = {},
  metadata: Record<string, unknown> = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, ...metadata },
    data,
  };
}
