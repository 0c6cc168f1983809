import type { KubeObject, SandboxClient } from '../../client';
import { createQueue } from '../../shared/queue';
import { sleep } from '../../shared/sleep';
import { reportConnection } from './catalogSources';
import { OlmContext, open } from './context';
import { carryOut } from './installPlans';
import { syncNamespace } from './namespaces';
import { OlmTimings, olmTimings } from './timings';
import { advance } from './versions';
import { watchKinds } from './watches';

/** Options of {@link startOlmController}. */
export interface OlmControllerOptions {
  client: SandboxClient;
  signal: AbortSignal;
  /** Called when the Deployments of a ClusterServiceVersion are available, before it has succeeded: starts their work. */
  onSucceeded(version: KubeObject): void | Promise<void>;
  /** Called when a ClusterServiceVersion was deleted. */
  onUninstalled?(version: KubeObject): void | Promise<void>;
  /** As measured by default. */
  timings?: OlmTimings;
  /** Labels of the Deployments and ServiceAccounts that it makes. */
  labels?: Record<string, string>;
  onError?(error: unknown, key: string): void;
}

type Handler = (ctx: OlmContext, namespace: string, name: string) => unknown;

const HANDLERS: Record<string, Handler> = {
  catalog: reportConnection,
  namespace: syncNamespace,
  plan: carryOut,
  resolve: open,
  version: advance,
};

/** Runs what the Operator Lifecycle Manager of an OpenShift cluster does for Subscriptions. */
export function startOlmController(options: OlmControllerOptions): void {
  const { client, signal, timings = olmTimings(), labels, onError } = options;
  const queue = createQueue(key => handle(key), { signal, onError });
  const keyOf = (kind: string, namespace: string, name = '') =>
    `${kind}/${namespace}/${name}`;
  const waited = new Map<string, 'waiting' | 'over'>();
  const started: Omit<OlmContext, 'kinds'> = {
    client,
    timings,
    labels,
    namespaces: new Map(),
    onSucceeded: options.onSucceeded,
    enqueue: (...key) => queue.add(keyOf(...key)),
    enqueueAfter: (ms, ...key) => queue.addAfter(keyOf(...key), ms),
    isOver(ms, what, kind, { metadata }) {
      const { uid, namespace, name } = metadata;
      const id = `${uid} ${what}`;
      if (!waited.has(id)) {
        waited.set(id, 'waiting');
        const over = () => {
          waited.set(id, 'over');
          queue.add(keyOf(kind, namespace!, name));
        };
        sleep(ms, signal).then(over, () => {});
      }
      return waited.get(id) === 'over' && waited.delete(id);
    },
  };
  const ctx = started as OlmContext;
  ctx.kinds = watchKinds(ctx, {
    signal,
    onUninstalled(version) {
      Promise.resolve(options.onUninstalled?.(version)).catch(error =>
        onError?.(error, 'uninstall'),
      );
    },
  });

  async function handle(key: string) {
    const [kind, namespace, name] = key.split('/');
    await Promise.all(Object.values(ctx.kinds).map(({ synced }) => synced));
    await HANDLERS[kind](ctx, namespace, name);
  }
}
