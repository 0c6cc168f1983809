import { KubeObject, resources, SandboxClient } from '../../client';
import { InformerEvent, objectKey, startInformer } from '../../shared/informer';
import { isEqual } from '../../shared/objects';
import { createQueue } from '../../shared/queue';
import { namespacesServedBy, reportConnection } from './catalogSources';
import { OlmContext, OlmKinds, open, stateOf } from './context';
import { carryOut } from './installPlans';
import { syncNamespace } from './namespaces';
import { OlmTimings, olmTimings } from './timings';
import { advance } from './versions';

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

/** Runs what the Operator Lifecycle Manager of an OpenShift cluster does for Subscriptions. */
export function startOlmController(options: OlmControllerOptions): void {
  const { client, signal, timings = olmTimings(), labels, onError } = options;
  const handlers: Record<string, typeof carryOut> = {
    catalog: reportConnection,
    namespace: syncNamespace,
    plan: carryOut,
    version: advance,
    async resolve(_, namespace) {
      open(ctx, namespace);
    },
  };
  const queue = createQueue(
    async key => {
      const [kind, namespace, name] = key.split('/');
      await Promise.all(Object.values(kinds).map(({ synced }) => synced));
      await handlers[kind](ctx, namespace, name);
    },
    { signal, onError },
  );
  const dueAt = new Map<string, number>();
  const keyOf = (kind: string, namespace: string, name = '') =>
    `${kind}/${namespace}/${name}`;
  const kinds = watchKinds(client, signal, {
    catalogSources(event) {
      if (!event.deleted) add('catalog', event);
      if (isNew(event)) {
        namespacesServedBy(ctx, namespaceOf(event)).forEach(n => open(ctx, n));
      }
    },
    operatorGroups(event) {
      open(ctx, namespaceOf(event));
      touchVersions(namespaceOf(event));
    },
    subscriptions(event) {
      if (event.deleted) lookLater(event);
      else if (isNew(event)) open(ctx, namespaceOf(event));
      ctx.enqueue('namespace', namespaceOf(event));
      kinds.installPlans
        .list(namespaceOf(event))
        .forEach(object => add('plan', { object }));
    },
    installPlans(event) {
      if (event.deleted) open(ctx, namespaceOf(event));
      else add('plan', event);
      ctx.enqueue('namespace', namespaceOf(event));
    },
    clusterServiceVersions(event) {
      if (event.deleted) {
        lookLater(event);
        Promise.resolve(options.onUninstalled?.(event.object)).catch(error =>
          onError?.(error, 'uninstall'),
        );
      } else {
        add('version', event);
      }
      ctx.enqueue('namespace', namespaceOf(event));
    },
    deployments: event => touchVersions(namespaceOf(event)),
    customResourceDefinitions: () => touchVersions(),
  });
  const ctx: OlmContext = {
    client,
    kinds,
    timings,
    labels,
    namespaces: new Map(),
    onSucceeded: options.onSucceeded,
    enqueue: (...key) => queue.add(keyOf(...key)),
    enqueueAfter: (ms, ...key) => queue.addAfter(keyOf(...key), ms),
    isOver(ms, what, kind, { metadata }) {
      const id = `${metadata.uid} ${what}`;
      const now = Date.now();
      const due = dueAt.get(id) ?? now + ms;
      if (now >= due) {
        dueAt.delete(id);
        return true;
      }
      if (!dueAt.has(id)) {
        dueAt.set(id, due);
        ctx.enqueueAfter(ms, kind, metadata.namespace!, metadata.name);
      }
      return false;
    },
  };

  function add(kind: string, { object }: Pick<InformerEvent, 'object'>) {
    queue.add(`${kind}/${objectKey(object)}`);
  }

  function touchVersions(namespace?: string) {
    kinds.clusterServiceVersions
      .list(namespace)
      .forEach(object => add('version', { object }));
  }

  /** What kept a namespace from being resolved may be gone, and nothing tells of that. */
  function lookLater(event: InformerEvent) {
    const namespace = namespaceOf(event);
    if (stateOf(ctx, namespace).failure) {
      ctx.enqueueAfter(timings.staleMs, 'resolve', namespace);
    }
  }
}

type Listeners = Record<keyof OlmKinds, (event: InformerEvent) => void>;

function watchKinds(
  client: SandboxClient,
  signal: AbortSignal,
  listeners: Listeners,
): OlmKinds {
  const watched = Object.entries(listeners).map(([kind, onEvent]) => {
    const type = resources[kind as keyof OlmKinds];
    return [kind, startInformer(client, type, { signal, onEvent })];
  });
  return Object.fromEntries(watched);
}

function namespaceOf({ object }: InformerEvent): string {
  return object.metadata.namespace!;
}

/** Whether an object came, went, or says something else than before. */
function isNew({ object, previous, deleted }: InformerEvent): boolean {
  return deleted || !isEqual(previous?.spec, object.spec);
}
