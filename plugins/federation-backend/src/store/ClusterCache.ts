import {
  fit,
  Shape,
  ClusterClient,
  KubeObject,
  WatchStatus,
} from '@backstage-federation/kubernetes-clusters';
import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import {
  GoneObject,
  WatchRequest,
} from '@backstage-federation/plugin-federation-node';
import { OddObject } from './oddObjects';

interface TypeCache {
  request: WatchRequest;
  objects: Map<string, KubeObject>;
  /** What was kept and went, oldest first. */
  gone: Map<string, GoneObject>;
  /** Those of them of which something was left out, with what. */
  odd: Map<string, OddObject>;
  status?: WatchStatus;
  /** True as soon as one complete list has arrived. */
  synced: boolean;
}

const keyOf = (object: KubeObject) =>
  `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

/** How long is known what went: as long as a run may take to make what it wants. */
const GONE_MS = 600_000;

const isText = (value: unknown) => typeof value === 'string';

/** Whether it can be told which object it is; nothing is relied on of the rest. */
function isNamed(object: KubeObject): boolean {
  const { name, namespace } = Object(object?.metadata);
  const hasPlace = namespace === undefined || isText(namespace);
  return isText(object?.kind) && isText(name) && hasPlace;
}

/** What is believed of every object. */
const METADATA: Shape = {
  uid: 'text',
  resourceVersion: 'text',
  generation: 'number',
  creationTimestamp: 'text',
  deletionTimestamp: 'text',
  labels: { '*': 'text' },
  annotations: { '*': 'document' },
  finalizers: ['text'],
  ownerReferences: [{ 'kind!': 'text', 'name!': 'text', 'uid!': 'text' }],
};

/**
 * What the backend keeps of one cluster: one reflector per watched resource type. Objects stay when the cluster can't
 * be reached; nothing that merely wasn't heard of is ever dropped.
 */
export class ClusterCache {
  readonly #types = new Map<string, TypeCache>();
  readonly #waiters = new Set<() => void>();

  private constructor(
    readonly cluster: string,
    private readonly onChange: (objects: KubeObject[]) => void,
    private readonly onStatus: () => void,
  ) {}

  /**
   * Starts the watches; they end when `signal` aborts.
   *
   * @param options - `onChange`: called with the objects that changed or vanished; `onStatus`: called when a watch begins or
   *   ceases to fail, after {@link ClusterCache.failing} says so, and when all have listed
   */
  static start(
    client: ClusterClient,
    requests: WatchRequest[],
    options: {
      signal: AbortSignal;
      onChange(objects: KubeObject[]): void;
      onStatus?(): void;
    },
  ): ClusterCache {
    const cache = new ClusterCache(client.cluster, options.onChange, () =>
      options.onStatus?.(),
    );
    for (const request of requests) {
      cache.#watch(client, request, options.signal);
    }
    return cache;
  }

  /** Every object kept, in no particular order. */
  objects(): KubeObject[] {
    return [...this.#types.values()].flatMap(type => [
      ...type.objects.values(),
    ]);
  }

  /** What went in the last minutes, and did not come again. */
  gone(): GoneObject[] {
    return [...this.#types.values()].flatMap(({ gone }) => [...gone.values()]);
  }

  /** Objects that are not as their kinds should be, with the paths of what was left out. */
  odd(): OddObject[] {
    return [...this.#types.values()].flatMap(({ odd }) => [...odd.values()]);
  }

  /** Whether every watch of a kind has listed it and goes on. */
  isCurrent(kind: string): boolean {
    return [...this.#types.values()].every(
      ({ request, synced, status }) =>
        request.type.kind !== kind || (synced && status?.state !== 'failing'),
    );
  }

  /** Resource types that could not be read, as `apiVersion plural`, with the reason. */
  failing(): { type: string; reason: string; message: string }[] {
    return [...this.#types.entries()].flatMap(([type, { status }]) =>
      status?.state === 'failing'
        ? [{ type, reason: status.reason, message: status.message }]
        : [],
    );
  }

  /** Resolves when every watch has listed once or is known to fail. */
  async settled(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.isSettled) {
      await new Promise<void>(resolve => {
        const done = () => {
          this.#waiters.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        this.#waiters.add(done);
        signal.addEventListener('abort', done, { once: true });
      });
    }
  }

  /** Whether every watch has listed once or is known to fail. Before, what is not there may be on its way. */
  get isSettled(): boolean {
    return [...this.#types.values()].every(
      type => type.synced || type.status?.state === 'failing',
    );
  }

  #watch(client: ClusterClient, request: WatchRequest, signal: AbortSignal) {
    const id = [
      request.type.apiVersion,
      request.type.plural,
      request.labelSelector,
    ]
      .filter(Boolean)
      .join(' ');
    if (this.#types.has(id)) {
      throw new Error(`${client.cluster}: two watches of ${id}`);
    }
    const cache: TypeCache = {
      request,
      objects: new Map(),
      gone: new Map(),
      odd: new Map(),
      synced: false,
    };
    this.#types.set(id, cache);
    const shape: Shape = { ...request.shape, metadata: METADATA };
    /** The object as it is believed, if it is one to be kept. */
    const read = (given: KubeObject): KubeObject | undefined => {
      if (!isNamed(given)) return undefined;
      const fields: string[] = [];
      const object = fit(given, shape, fields) as KubeObject;
      const key = keyOf(object);
      // Of what is no federation's nobody asks, and there may be much of it.
      if (!object.metadata.labels?.[FEDERATION_LABEL]) {
        delete object.metadata.owners;
      }
      cache.odd.delete(key);
      try {
        if (request.keep && !request.keep(object)) return undefined;
        if (fields.length) cache.odd.set(key, { object, fields });
        return request.reduce?.(object) ?? object;
      } catch {
        return undefined; // An adapter believed the object to be of another shape.
      }
    };
    client.watch(request.type, {
      labelSelector: request.labelSelector,
      owners: request.owners,
      signal,
      onEvent: event => {
        if (event.type === 'sync') {
          cache.odd.clear();
          const objects = event.objects.flatMap(given => read(given) ?? []);
          const changed = replaceAll(cache, objects);
          const wasSettled = this.isSettled;
          cache.synced = true;
          this.#notify();
          this.onChange(changed);
          if (!wasSettled && this.isSettled) this.onStatus();
          return;
        }
        const object = event.type === 'upsert' ? read(event.object) : undefined;
        if (object) {
          cache.objects.set(keyOf(object), object);
          cache.gone.delete(keyOf(object));
          this.onChange([object]);
        } else if (isNamed(event.object)) {
          const key = keyOf(event.object);
          cache.odd.delete(key);
          const known = cache.objects.get(key);
          if (!known) return;
          cache.objects.delete(key);
          if (event.type === 'delete') noteGone(cache, [known]);
          this.onChange([known]);
        }
      },
      onStatus: status => {
        cache.status = status;
        this.#notify();
        this.onStatus();
      },
    });
  }

  #notify() {
    for (const waiter of [...this.#waiters]) waiter();
  }
}

/** Replaces all objects. @returns those that are new, changed or gone */
function replaceAll(cache: TypeCache, objects: KubeObject[]): KubeObject[] {
  const before = cache.objects;
  cache.objects = new Map(objects.map(object => [keyOf(object), object]));
  const gone = [...before.entries()]
    .filter(([key]) => !cache.objects.has(key))
    .map(([, object]) => object);
  noteGone(cache, gone);
  for (const key of cache.objects.keys()) cache.gone.delete(key);
  return [
    ...objects.filter(
      object =>
        before.get(keyOf(object))?.metadata.resourceVersion !==
        object.metadata.resourceVersion,
    ),
    ...gone,
  ];
}

/** Notes that objects went, and forgets those that went long ago. */
function noteGone({ gone }: TypeCache, objects: KubeObject[]) {
  const now = Date.now();
  for (const object of objects) {
    const key = keyOf(object);
    gone.delete(key);
    gone.set(key, { object, at: new Date(now).toISOString() });
  }
  for (const [key, { at }] of gone) {
    if (now - Date.parse(at) <= GONE_MS) break;
    gone.delete(key);
  }
}
