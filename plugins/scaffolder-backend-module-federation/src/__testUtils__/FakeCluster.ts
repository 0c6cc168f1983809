import { isDeepStrictEqual } from 'node:util';
import { Duplex } from 'node:stream';
import {
  ConflictError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  ApplyOptions,
  ApplyResult,
  CallOptions,
  ClusterClient,
  KubeObject,
  ListOptions,
  ObjectKey,
  ResourceType,
  WatchEvent,
  WatchOptions,
} from '@backstage-federation/kubernetes-clusters';

interface Watch {
  matches(object: KubeObject): boolean;
  send(event: WatchEvent): void;
}

/** `a=1,b`: equality and existence, which is all that this project selects by. */
function matchesLabels(object: KubeObject, selector: string | undefined) {
  return (selector ?? '')
    .split(',')
    .filter(Boolean)
    .every(term => {
      const [key, value] = term.split('=');
      const label = object.metadata.labels?.[key];
      return value === undefined ? label !== undefined : label === value;
    });
}

function merge(before: unknown, intent: unknown): unknown {
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(before) || !isMap(intent)) return intent;
  return Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(intent)])].map(key => [
      key,
      key in intent ? merge(before[key], intent[key]) : before[key],
    ]),
  );
}

const keyOf = (kind: string, namespace: string | undefined, name: string) =>
  `${kind}/${namespace ?? ''}/${name}`;

/** A cluster in memory: objects and watches, no controllers. */
export class FakeCluster implements ClusterClient {
  /** When set, every call fails as if the cluster did not answer. */
  down = false;
  /** Which cluster it is; another name's when that is the same cluster. */
  uid: string;
  /** When set, the credentials may not do these: `create sites.skupper.io`. */
  denied: string[] = [];
  /** Plurals of resource types that are not served. */
  notServed = ['routes', 'subscriptions', 'operatorgroups'];
  /** What was asked for, as `apply Site west/retail/site`. */
  readonly writes: string[] = [];
  calls = 0;
  readonly #objects = new Map<string, KubeObject>();
  readonly #watches = new Set<Watch>();
  #revision = 0;

  constructor(readonly cluster: string) {
    this.uid = `uid-of-${cluster}`;
  }

  /** Asked once for each backend, so not counted. */
  async identity(): Promise<string> {
    if (this.down) throw this.#unreachable();
    return this.uid;
  }

  /** Puts objects there, as somebody else would. */
  put(...objects: KubeObject[]) {
    for (const object of objects) this.#store(object);
  }

  object(kind: string, namespace: string, name: string) {
    return this.#objects.get(keyOf(kind, namespace, name));
  }

  /** Every object by key and resourceVersion: equal when nothing was changed. */
  versions(): Record<string, string | undefined> {
    return Object.fromEntries(
      [...this.#objects].map(([key, { metadata }]) => [
        key,
        metadata.resourceVersion,
      ]),
    );
  }

  async get<T extends KubeObject>(key: ObjectKey): Promise<T | undefined> {
    this.#answer();
    const { type, namespace, name } = key;
    return this.#objects.get(keyOf(type.kind, namespace, name)) as
      | T
      | undefined;
  }

  async list<T extends KubeObject>(
    type: ResourceType,
    options: ListOptions = {},
  ): Promise<T[]> {
    this.#answer();
    return this.#find(type, options) as T[];
  }

  async apply(
    object: KubeObject,
    options: ApplyOptions = {},
  ): Promise<ApplyResult> {
    this.#answer();
    options.signal?.throwIfAborted();
    const { kind, metadata } = object;
    const { namespace, name } = metadata;
    if (namespace && !this.#objects.has(keyOf('Namespace', '', namespace))) {
      throw new NotFoundError(`namespaces "${namespace}" not found`);
    }
    const before = this.#objects.get(keyOf(kind, namespace, name));
    const { resourceVersion = before?.metadata.resourceVersion } = options;
    if (resourceVersion !== before?.metadata.resourceVersion) {
      throw new ConflictError(
        `${kind} "${name}": the object has been modified`,
      );
    }
    const merged = merge(before, object) as KubeObject;
    if (before && isDeepStrictEqual(before, merged)) {
      return { object: before, outcome: 'unchanged', before };
    }
    const outcome = before ? 'changed' : 'created';
    if (options.dryRun) return { object: merged, outcome, before };
    this.writes.push(`apply ${kind} ${namespace ?? ''}/${name}`);
    return { object: this.#store(merged), outcome, before };
  }

  async mergePatch(key: ObjectKey, patch: object): Promise<KubeObject> {
    this.#answer();
    const before = await this.get(key);
    return this.#store(merge(before, patch) as KubeObject);
  }

  async delete(
    { type, namespace, name }: ObjectKey,
    options: CallOptions & { dryRun?: boolean } = {},
  ): Promise<boolean> {
    this.#answer();
    const key = keyOf(type.kind, namespace, name);
    const object = this.#objects.get(key);
    if (!object || options.dryRun) return Boolean(object);
    this.writes.push(`delete ${type.kind} ${namespace ?? ''}/${name}`);
    this.#objects.delete(key);
    this.#send({ type: 'delete', object });
    return true;
  }

  watch<T extends KubeObject>(type: ResourceType, options: WatchOptions<T>) {
    const watch: Watch = {
      matches: object => this.#find(type, options, [object]).length > 0,
      send: event => options.onEvent(event as WatchEvent<T>),
    };
    this.#watches.add(watch);
    options.signal.addEventListener('abort', () => this.#watches.delete(watch));
    watch.send({ type: 'sync', objects: this.#find(type, options) });
  }

  async serves(type: ResourceType): Promise<boolean> {
    this.#answer();
    return !this.notServed.includes(type.plural);
  }

  async logs(): Promise<string> {
    this.#answer();
    return '';
  }

  async portForward(): Promise<Duplex> {
    throw new ServiceUnavailableError('no pods run in a fake cluster');
  }

  async missingPermissions(
    wanted: { type: ResourceType; verbs: string[] }[],
  ): Promise<string[]> {
    this.#answer();
    return wanted
      .flatMap(({ type, verbs }) => verbs.map(verb => `${verb} ${type.plural}`))
      .filter(permission => this.denied.includes(permission));
  }

  #answer() {
    this.calls++;
    if (this.down) throw this.#unreachable();
  }

  #unreachable() {
    return new ServiceUnavailableError(
      `cluster ${this.cluster} is unreachable: connection refused`,
    );
  }

  #find(
    type: ResourceType,
    { namespace, labelSelector, fieldSelector }: ListOptions,
    objects: Iterable<KubeObject> = this.#objects.values(),
  ): KubeObject[] {
    const name = fieldSelector?.replace('metadata.name=', '');
    return [...objects].filter(
      object =>
        object.apiVersion === type.apiVersion &&
        object.kind === type.kind &&
        (!namespace || object.metadata.namespace === namespace) &&
        (!name || object.metadata.name === name) &&
        matchesLabels(object, labelSelector),
    );
  }

  #store(object: KubeObject): KubeObject {
    this.#revision++;
    const { kind, metadata } = object;
    const stored = {
      ...object,
      metadata: {
        uid: `${this.cluster}-${this.#revision}`,
        ...metadata,
        resourceVersion: String(this.#revision),
      },
    };
    this.#objects.set(keyOf(kind, metadata.namespace, metadata.name), stored);
    this.#send({ type: 'upsert', object: stored });
    return stored;
  }

  #send(event: { type: 'upsert' | 'delete'; object: KubeObject }) {
    for (const watch of [...this.#watches]) {
      if (watch.matches(event.object)) watch.send(event);
    }
  }
}
