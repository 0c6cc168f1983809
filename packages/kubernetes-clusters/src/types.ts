import { Duplex } from 'node:stream';

/**
 * How well a cluster is heard.
 *
 * @public
 */
export interface ClusterStatus {
  name: string;
  title?: string;
  state: 'connecting' | 'connected' | 'stale' | 'forbidden' | 'unreachable';
  /** ISO 8601 time since when it is in this state. */
  since: string;
  /** Why, when not connected: one line without secrets. */
  reason?: string;
  /** Resources that the credentials may not read, as `group/plural`, when `forbidden`. */
  forbidden?: string[];
  /**
   * Resources whose watches fail while the cluster answers, when `stale`: `resource` as `group/plural`, the ISO 8601 time of
   * which what is known of it is, and why. Absent when the cluster does not answer at all.
   */
  failing?: { resource: string; since: string; reason: string }[];
}

/** Metadata of a Kubernetes object, as far as this project reads it. @public */
export interface KubeMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: {
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    controller?: boolean;
    blockOwnerDeletion?: boolean;
  }[];
  finalizers?: string[];
  /**
   * Only where it was asked for: the field managers, other than this client, that hold fields of it besides its status.
   */
  managers?: string[];
  /**
   * Only where a watch asked for it: who else than this client holds fields of it, besides its status and annotations.
   */
  owners?: FieldOwner[];
}

/**
 * Fields as Kubernetes names them (FieldsV1): `f:<field>`, `k:<keys of a list's item>`, `v:<value>`; what holds no further
 * ones is held as a whole.
 *
 * @public
 */
export interface FieldSet {
  [field: string]: FieldSet;
}

/** A field manager, and what it holds. @public */
export interface FieldOwner {
  manager: string;
  /** ISO 8601 time at which it last changed what it holds. */
  time?: string;
  fields: FieldSet;
}

/** Any Kubernetes object. Adapters narrow it with their own types. @public */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: KubeMetadata;
  spec?: unknown;
  status?: unknown;
  data?: unknown;
  [field: string]: unknown;
}

/** A resource type as the API server serves it. @public */
export interface ResourceType {
  /** `v1`, `apps/v1`, `skupper.io/v2alpha1` … */
  apiVersion: string;
  kind: string;
  plural: string;
  namespaced: boolean;
}

/** Names one object in a cluster. @public */
export interface ObjectKey {
  type: ResourceType;
  namespace?: string;
  name: string;
}

/** Every call can be aborted and has a time-out. @public */
export interface CallOptions {
  signal?: AbortSignal;
  /** Milliseconds; default 30 000. */
  timeoutMs?: number;
}

/** @public */
export interface ReadOptions extends CallOptions {
  /** Whether to tell who else manages fields of what is read: `metadata.managers`. */
  managers?: boolean;
}

/** @public */
export interface ListOptions extends ReadOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

/** @public */
export type WatchEvent<T extends KubeObject = KubeObject> =
  /** The complete list: replaces everything known. */
  | { type: 'sync'; objects: T[] }
  | { type: 'upsert'; object: T }
  | { type: 'delete'; object: T };

/** @public */
export interface WatchOptions<T extends KubeObject = KubeObject> {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Whether to tell who else holds fields of what is watched: `metadata.owners`. */
  owners?: boolean;
  signal: AbortSignal;
  onEvent(event: WatchEvent<T>): void;
  /** Called when the watch is healthy again or has a problem; the reflector goes on by itself. */
  onStatus?(status: WatchStatus): void;
}

/** @public */
export type WatchStatus =
  | { state: 'synced' }
  | {
      state: 'failing';
      reason: 'forbidden' | 'not-found' | 'unreachable';
      message: string;
    };

/** @public */
export interface ApplyOptions extends CallOptions {
  /** Server-side dry-run: nothing is stored. */
  dryRun?: boolean;
  /** Take over fields that another manager owns. */
  force?: boolean;
  /** Only if the object still has this version: ConflictError when it was changed, or is gone. */
  resourceVersion?: string;
  /** Only if it is still this object: ConflictError when it is gone, or another one is in its place. */
  uid?: string;
}

/** @public */
export interface ApplyResult {
  object: KubeObject;
  outcome: 'created' | 'changed' | 'unchanged';
  /** What was there before; absent when it was created. */
  before?: KubeObject;
}

/**
 * One cluster. The only way to a Kubernetes API; every method takes an AbortSignal and a time-out, shares the
 * cluster's concurrency cap, and throws `@backstage/errors`: NotAllowedError (401, 403), ConflictError (409, with the
 * other field manager named), InputError (400, 422), NotFoundError (404 of a resource type),
 * ServiceUnavailableError (unreachable, time-out, 5xx). Messages name the cluster and never hold secrets.
 *
 * @public
 */
export interface ClusterClient {
  readonly cluster: string;
  /** @returns the object, or undefined when it does not exist */
  get<T extends KubeObject = KubeObject>(
    key: ObjectKey,
    options?: ReadOptions,
  ): Promise<T | undefined>;
  /** Every page. */
  list<T extends KubeObject = KubeObject>(
    type: ResourceType,
    options?: ListOptions,
  ): Promise<T[]>;
  /** Server-side apply under the field manager that the connections were made with. */
  apply(object: KubeObject, options?: ApplyOptions): Promise<ApplyResult>;
  /** JSON merge patch, for what server-side apply cannot say. */
  mergePatch(
    key: ObjectKey,
    patch: object,
    options?: CallOptions,
  ): Promise<KubeObject>;
  /**
   * Of one `uid` and `resourceVersion` only, when they are given: ConflictError for another.
   * @returns false when it did not exist
   */
  delete(
    key: ObjectKey,
    options?: CallOptions & {
      dryRun?: boolean;
      uid?: string;
      resourceVersion?: string;
    },
  ): Promise<boolean>;
  /**
   * List and watch until `signal` aborts: pages, bookmarks, resume, relist on 410, back-off with jitter,
   * inactivity check; managedFields stripped. Never throws; says what is wrong by `onStatus`.
   */
  watch<T extends KubeObject = KubeObject>(
    type: ResourceType,
    options: WatchOptions<T>,
  ): void;
  /** @returns whether the API server serves this resource type */
  serves(type: ResourceType, options?: CallOptions): Promise<boolean>;
  /** Pod log text. */
  logs(
    options: {
      namespace: string;
      pod: string;
      container?: string;
      previous?: boolean;
      tailLines?: number;
      sinceSeconds?: number;
      timestamps?: boolean;
      limitBytes?: number;
    } & CallOptions,
  ): Promise<string>;
  /** A raw connection to a port of a pod (WebSocket `v4.channel.k8s.io`). */
  portForward(
    options: { namespace: string; pod: string; port: number } & CallOptions,
  ): Promise<Duplex>;
  /**
   * Asks anew for a sign of life.
   * @returns the version of Kubernetes, such as `v1.36.1`; undefined where it is kept from these credentials
   */
  version(options?: CallOptions): Promise<string | undefined>;
  /**
   * @param wanted - a sub-resource is written after its resource: `pods/log` as `plural`
   * @returns what the credentials may not do of what is asked, by SelfSubjectAccessReview
   */
  missingPermissions(
    wanted: { type: ResourceType; namespace?: string; verbs: string[] }[],
    options?: CallOptions,
  ): Promise<string[]>;
}

/** The clusters of the configuration. @public */
export interface KubernetesClusters {
  /** All configured clusters, in the order of the configuration, with their present status. */
  list(): ClusterStatus[];
  /** @throws NotFoundError that lists the configured clusters */
  get(cluster: string): ClusterClient;
  /**
   * Which cluster is behind a name: the UID of its namespace `kube-system`, or a hash of its address and authority when it
   * shows none. Two names of one cluster have the same. A UID is asked once, and again
   * after the cluster did not answer; without one it is asked each time, as the right to it may come.
   *
   * @throws NotFoundError that lists the configured clusters; ServiceUnavailableError when it does not answer
   */
  identity(cluster: string, options?: CallOptions): Promise<string>;
  /** Called at each change of a cluster's status. @returns unsubscribe */
  onStatus(listener: (status: ClusterStatus) => void): () => void;
  /** Why there are no clusters, when there are none. */
  readonly emptyReason?: string;
}
