import type { KubeObject, SandboxClient } from '../../client';
import type { Informer } from '../../shared/informer';
import type { Failure } from './resolve';
import type { OlmTimings } from './timings';

/** The kinds that are watched. */
export type OlmKinds = Record<
  | 'catalogSources'
  | 'operatorGroups'
  | 'subscriptions'
  | 'installPlans'
  | 'clusterServiceVersions'
  | 'deployments'
  | 'customResourceDefinitions',
  Informer
>;

/** What is known of a namespace beside its objects. */
export interface NamespaceState {
  /** Whether there is a cause to decide again what its Subscriptions get. */
  isOpen: boolean;
  failure?: Failure;
  /** A version whose bundle is being unpacked, or cannot be. */
  unpacking?: { version: string; hasFailed: boolean };
}

/** What all handlers share. */
export interface OlmContext {
  client: SandboxClient;
  kinds: OlmKinds;
  timings: OlmTimings;
  namespaces: Map<string, NamespaceState>;
  /** Labels of what is made beside OLM's own objects. */
  labels?: Record<string, string>;
  /** Called before a version is said to have succeeded. */
  onSucceeded(version: KubeObject): void | Promise<void>;
  /** @param kind - what `startOlmController` has a handler for */
  enqueue(kind: string, namespace: string, name?: string): void;
  enqueueAfter(
    ms: number,
    kind: string,
    namespace: string,
    name?: string,
  ): void;
  /**
   * Whether something that began when this was first asked is over; if not, the object comes again when it is.
   *
   * @param what - names it among all that happens to the object
   */
  isOver(ms: number, what: string, kind: string, object: KubeObject): boolean;
}

/** What is known of a namespace, which is open when it is new. */
export function stateOf(ctx: OlmContext, namespace: string): NamespaceState {
  const state = ctx.namespaces.get(namespace) ?? { isOpen: true };
  ctx.namespaces.set(namespace, state);
  return state;
}

/** Causes a namespace's Subscriptions to be resolved. */
export function open(ctx: OlmContext, namespace: string): void {
  stateOf(ctx, namespace).isOpen = true;
  ctx.enqueue('namespace', namespace);
}

/** Objects of a kind that are not about to go. */
export function list(
  ctx: OlmContext,
  kind: keyof OlmKinds,
  namespace: string,
): KubeObject[] {
  return ctx.kinds[kind]
    .list(namespace)
    .filter(({ metadata }) => !metadata.deletionTimestamp);
}

/** Writes a status, and goes on with what the API server made of it. */
export async function writeStatus(
  ctx: OlmContext,
  kind: keyof OlmKinds,
  object: KubeObject,
  status: unknown,
): Promise<KubeObject> {
  const informer = ctx.kinds[kind];
  return informer.adopt(
    await ctx.client.replaceStatus(informer.type, { ...object, status }),
  );
}
