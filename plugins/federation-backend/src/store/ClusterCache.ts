import {
  ClusterClient,
  KubeObject,
  WatchStatus,
} from '@backstage-federation/kubernetes-clusters';
import { WatchRequest } from '@backstage-federation/plugin-federation-node';

interface TypeCache {
  request: WatchRequest;
  objects: Map<string, KubeObject>;
  status?: WatchStatus;
  /** True as soon as one complete list has arrived. */
  synced: boolean;
}

const keyOf = (object: KubeObject) =>
  `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

const isText = (value: unknown) => typeof value === 'string';
const isTextOrNone = (value: unknown) => value === undefined || isText(value);
/** Labels and annotations. */
const areTexts = (value: unknown) =>
  value === undefined ||
  (typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isText));

/** Whether it has the metadata of an object, which everything relies on; nothing is relied on of the rest. */
function isObject(object: KubeObject): boolean {
  const metadata: unknown = object?.metadata;
  if (typeof metadata !== 'object' || metadata === null) return false;
  const { name, namespace, labels, annotations, creationTimestamp } =
    metadata as Record<string, unknown>;
  return (
    isText(name) &&
    isText(object.kind) &&
    isTextOrNone(namespace) &&
    isTextOrNone(creationTimestamp) &&
    areTexts(labels) &&
    areTexts(annotations)
  );
}

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
   *   ceases to fail, after {@link ClusterCache.failing} says so
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
    while (!signal.aborted && !this.#isSettled()) {
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

  #isSettled() {
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
    const cache: TypeCache = { request, objects: new Map(), synced: false };
    this.#types.set(id, cache);
    /** What is kept of it: one or none. */
    const keptOf = (object: KubeObject): KubeObject[] => {
      try {
        const isKept = isObject(object) && (request.keep?.(object) ?? true);
        return isKept ? [request.reduce?.(object) ?? object] : [];
      } catch {
        return []; // An adapter believed the object to be of another shape.
      }
    };
    client.watch(request.type, {
      labelSelector: request.labelSelector,
      signal,
      onEvent: event => {
        if (event.type === 'sync') {
          const changed = replaceAll(cache, event.objects.flatMap(keptOf));
          cache.synced = true;
          this.#notify();
          this.onChange(changed);
          return;
        }
        const [kept] = event.type === 'upsert' ? keptOf(event.object) : [];
        if (kept) {
          cache.objects.set(keyOf(kept), kept);
          this.onChange([kept]);
        } else if (
          isObject(event.object) &&
          cache.objects.delete(keyOf(event.object))
        ) {
          this.onChange([event.object]);
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
  return [
    ...objects.filter(
      object =>
        before.get(keyOf(object))?.metadata.resourceVersion !==
        object.metadata.resourceVersion,
    ),
    ...[...before.entries()]
      .filter(([key]) => !cache.objects.has(key))
      .map(([, object]) => object),
  ];
}
