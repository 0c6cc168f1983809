import type { KubeObject, ResourceType, SandboxClient } from '../client';

/** A watched, cached kind of objects. */
export interface Informer {
  readonly type: ResourceType;
  get(namespace: string | undefined, name: string): KubeObject | undefined;
  list(namespace?: string): KubeObject[];
  /**
   * Takes over the answer of an own write, so that the next decision doesn't rest on an older version.
   * @returns the object, for chaining
   */
  adopt(object: KubeObject): KubeObject;
  /** Forgets an object that an own call deleted. */
  forget(namespace: string | undefined, name: string): void;
  /** Resolves after the first complete list. */
  readonly synced: Promise<void>;
}

/** What happened to an object; `previous` is undefined for new ones. */
export interface InformerEvent {
  type: ResourceType;
  object: KubeObject;
  previous?: KubeObject;
  deleted: boolean;
}

/** Watches a kind and keeps its objects at hand. */
export function startInformer(
  client: SandboxClient,
  type: ResourceType,
  options: {
    signal: AbortSignal;
    namespace?: string;
    labelSelector?: string;
    onEvent?(event: InformerEvent): void;
  },
): Informer {
  const objects = new Map<string, KubeObject>();
  let markSynced: () => void = () => {};
  const synced = new Promise<void>(resolve => {
    markSynced = resolve;
  });

  client.watch(type, {
    namespace: options.namespace,
    labelSelector: options.labelSelector,
    signal: options.signal,
    onUpsert: object => {
      const key = objectKey(object);
      const cached = objects.get(key);
      const previous =
        cached?.metadata.uid === object.metadata.uid ? cached : undefined;
      if (!previous || !isOlder(object, previous)) {
        objects.set(key, object);
        options.onEvent?.({ type, object, previous, deleted: false });
      }
    },
    onDelete: object => {
      const cached = objects.get(objectKey(object));
      if (!cached || cached.metadata.uid === object.metadata.uid) {
        objects.delete(objectKey(object));
      }
      options.onEvent?.({ type, object, previous: object, deleted: true });
    },
    onSync: () => markSynced(),
  });

  return {
    type,
    synced,
    get: (namespace, name) => objects.get(`${namespace ?? ''}/${name}`),
    list: namespace =>
      [...objects.values()].filter(
        o => namespace === undefined || o.metadata.namespace === namespace,
      ),
    adopt: object => {
      const cached = objects.get(objectKey(object));
      if (
        !cached ||
        cached.metadata.uid !== object.metadata.uid ||
        !isOlder(object, cached)
      ) {
        objects.set(objectKey(object), object);
      }
      return object;
    },
    forget: (namespace, name) => {
      objects.delete(`${namespace ?? ''}/${name}`);
    },
  };
}

/** `namespace/name`, or `/name` of cluster-wide objects. */
export function objectKey(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

function isOlder(a: KubeObject, b: KubeObject): boolean {
  return (
    Number(a.metadata.resourceVersion ?? 0) <
    Number(b.metadata.resourceVersion ?? 0)
  );
}
