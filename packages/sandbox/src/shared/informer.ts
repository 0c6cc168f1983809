import { KubeObject, objectKey, ResourceType, SandboxClient } from '../client';

export { objectKey };

/** What happened to an object; `previous` is undefined for new ones. */
export interface InformerEvent {
  type: ResourceType;
  object: KubeObject;
  previous?: KubeObject;
  deleted: boolean;
}

/** A watched, cached kind of objects. */
export class Informer {
  private readonly objects = new Map<string, KubeObject>();
  /** Resolves after the first complete list. */
  readonly synced: Promise<void>;

  constructor(
    client: SandboxClient,
    readonly type: ResourceType,
    options: {
      signal: AbortSignal;
      namespace?: string;
      labelSelector?: string;
      onEvent?(event: InformerEvent): void;
    },
  ) {
    const { namespace, labelSelector, signal, onEvent } = options;
    const { objects } = this;
    this.synced = new Promise<void>(resolve => {
      client.watch(type, {
        namespace,
        labelSelector,
        signal,
        onUpsert: object => {
          const key = objectKey(object);
          const cached = objects.get(key);
          const isSame = cached?.metadata.uid === object.metadata.uid;
          const previous = isSame ? cached : undefined;
          if (!previous || !isOlder(object, previous)) {
            objects.set(key, object);
            onEvent?.({ type, object, previous, deleted: false });
          }
        },
        onDelete: object => {
          const key = objectKey(object);
          const cached = objects.get(key);
          if (!cached || cached.metadata.uid === object.metadata.uid) {
            objects.delete(key);
          }
          onEvent?.({ type, object, previous: object, deleted: true });
        },
        onSync: resolve,
      });
    });
  }

  get(namespace: string | undefined, name: string): KubeObject | undefined {
    return this.objects.get(`${namespace ?? ''}/${name}`);
  }

  list(namespace?: string): KubeObject[] {
    return [...this.objects.values()].filter(
      o => namespace === undefined || o.metadata.namespace === namespace,
    );
  }

  /**
   * Takes over the answer of an own write, so that the next decision doesn't rest on an older version.
   * @returns the object, for chaining
   */
  adopt(object: KubeObject): KubeObject {
    const cached = this.objects.get(objectKey(object));
    const isSame = cached?.metadata.uid === object.metadata.uid;
    if (!cached || !isSame || !isOlder(object, cached)) {
      this.objects.set(objectKey(object), object);
    }
    return object;
  }

  /** Forgets an object that an own call deleted. */
  forget(namespace: string | undefined, name: string): void {
    this.objects.delete(`${namespace ?? ''}/${name}`);
  }
}

/** Watches a kind and keeps its objects at hand. */
export function startInformer(
  ...options: ConstructorParameters<typeof Informer>
): Informer {
  return new Informer(...options);
}

function isOlder(a: KubeObject, b: KubeObject): boolean {
  return (
    Number(a.metadata.resourceVersion ?? 0) <
    Number(b.metadata.resourceVersion ?? 0)
  );
}
