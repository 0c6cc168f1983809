import { KubeObject, resources } from '../../client';
import { InformerEvent, startInformer } from '../../shared/informer';
import { isEqual } from '../../shared/objects';
import { namespacesServedBy } from './catalogSources';
import { OlmContext, OlmKinds, open, stateOf } from './context';

/** Watches what matters, and says what each change causes. */
export function watchKinds(
  ctx: OlmContext,
  options: {
    signal: AbortSignal;
    onUninstalled(version: KubeObject): void;
  },
): OlmKinds {
  const listeners: Record<keyof OlmKinds, (event: InformerEvent) => void> = {
    catalogSources(event) {
      if (!event.deleted) add(ctx, 'catalog', event.object);
      if (isNew(event)) {
        namespacesServedBy(ctx, namespaceOf(event)).forEach(namespace =>
          open(ctx, namespace),
        );
      }
    },
    operatorGroups(event) {
      open(ctx, namespaceOf(event));
      touchVersions(ctx, namespaceOf(event));
    },
    subscriptions(event) {
      const namespace = namespaceOf(event);
      if (event.deleted) lookLater(ctx, namespace);
      else if (isNew(event)) open(ctx, namespace);
      ctx.enqueue('namespace', namespace);
      // One may have waited for this one's end.
      ctx.kinds.installPlans
        .list(namespace)
        .forEach(plan => add(ctx, 'plan', plan));
    },
    installPlans(event) {
      if (event.deleted) open(ctx, namespaceOf(event));
      else add(ctx, 'plan', event.object);
      ctx.enqueue('namespace', namespaceOf(event));
    },
    clusterServiceVersions(event) {
      if (event.deleted) {
        lookLater(ctx, namespaceOf(event));
        options.onUninstalled(event.object);
      } else {
        add(ctx, 'version', event.object);
      }
      ctx.enqueue('namespace', namespaceOf(event));
    },
    deployments: event => touchVersions(ctx, namespaceOf(event)),
    customResourceDefinitions: () => touchVersions(ctx),
  };
  const informers = Object.entries(listeners).map(([kind, onEvent]) => {
    const type = resources[kind as keyof OlmKinds];
    const { signal } = options;
    return [kind, startInformer(ctx.client, type, { signal, onEvent })];
  });
  return Object.fromEntries(informers);
}

function add(ctx: OlmContext, kind: string, { metadata }: KubeObject) {
  ctx.enqueue(kind, metadata.namespace!, metadata.name);
}

function touchVersions(ctx: OlmContext, namespace?: string) {
  ctx.kinds.clusterServiceVersions
    .list(namespace)
    .forEach(version => add(ctx, 'version', version));
}

/** What kept a namespace from being resolved may be gone, and nothing else tells of that. */
function lookLater(ctx: OlmContext, namespace: string) {
  if (stateOf(ctx, namespace).failure) {
    ctx.enqueueAfter(ctx.timings.staleMs, 'resolve', namespace);
  }
}

function namespaceOf({ object }: InformerEvent): string {
  return object.metadata.namespace!;
}

/** Whether an object came, went, or asks for something else than before. */
function isNew({ object, previous, deleted }: InformerEvent): boolean {
  return deleted || !isEqual(previous?.spec, object.spec);
}
