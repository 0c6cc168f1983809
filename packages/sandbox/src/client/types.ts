import type {
  KubeMetadata,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';

export type { ResourceType };

/** A Kubernetes object as the sandbox's controllers handle it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: KubeMetadata & { generateName?: string; managedFields?: unknown[] };
  spec?: any;
  status?: any;
  data?: any;
  [field: string]: any;
}

/** Failed answer of an API server: `code` is the HTTP status, `reason` is `Status.reason`. */
export class KubeStatusError extends Error {
  constructor(readonly code: number, readonly reason: string, message: string) {
    super(message);
    this.name = 'KubeStatusError';
  }
}

/** Options of `SandboxClient.watch`. */
export interface WatchOptions {
  namespace?: string;
  labelSelector?: string;
  signal: AbortSignal;
  onUpsert(object: KubeObject): void;
  onDelete(object: KubeObject): void;
  onSync?(): void;
}

/**
 * What the sandbox's controllers, routers and kubelet know of a cluster: its Kubernetes API over HTTP(S), nothing else.
 * The same client works against the sandbox's own API server and against a real one.
 */
export interface SandboxClient {
  readonly cluster: string;
  /** @returns undefined on 404 */
  get(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): Promise<KubeObject | undefined>;
  list(
    type: ResourceType,
    options?: { namespace?: string; labelSelector?: string },
  ): Promise<KubeObject[]>;
  create(type: ResourceType, object: KubeObject): Promise<KubeObject>;
  /** PUT. */
  replace(type: ResourceType, object: KubeObject): Promise<KubeObject>;
  /** PUT of the status sub-resource. */
  replaceStatus(type: ResourceType, object: KubeObject): Promise<KubeObject>;
  /** JSON merge patch. */
  patch(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    patch: object,
    subresource?: 'status',
  ): Promise<KubeObject>;
  /** Server-side apply, forced. */
  apply(
    type: ResourceType,
    object: KubeObject,
    fieldManager: string,
  ): Promise<KubeObject>;
  /** @returns false on 404 */
  delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options?: { uid?: string; gracePeriodSeconds?: number },
  ): Promise<boolean>;
  /**
   * List, then watch, until the signal aborts; reconnects and relists by itself. `onSync` is called after the first
   * complete list; objects that vanished between lists are reported as deleted.
   */
  watch(type: ResourceType, options: WatchOptions): void;
}
