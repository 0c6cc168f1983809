import {
  KubeObject,
  KubeStatusError,
  ResourceType,
  SandboxClient,
} from '../../client';

type WatchOptions = Parameters<SandboxClient['watch']>[1];

/** A test double of a cluster's API: objects in memory, watches called synchronously, nothing validated. */
export class MemoryClient implements SandboxClient {
  private readonly objects = new Map<string, Map<string, KubeObject>>();
  private readonly watchers = new Map<string, Set<WatchOptions>>();
  private counter = 0;

  constructor(readonly cluster: string) {}

  async get(type: ResourceType, namespace: string | undefined, name: string) {
    return this.kind(type).get(`${namespace ?? ''}/${name}`);
  }

  async list(
    type: ResourceType,
    options: { namespace?: string; labelSelector?: string } = {},
  ) {
    return [...this.kind(type).values()].filter(o => matches(o, options));
  }

  async create(type: ResourceType, object: KubeObject) {
    const id = key(object);
    if (this.kind(type).has(id)) {
      throw new KubeStatusError(409, 'AlreadyExists', `${id} already exists`);
    }
    return this.put(type, object);
  }

  async replace(type: ResourceType, object: KubeObject) {
    return this.put(type, object);
  }

  async replaceStatus(type: ResourceType, object: KubeObject) {
    const old = this.kind(type).get(key(object));
    return this.put(type, { ...old!, status: object.status });
  }

  async patch(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    patch: object,
  ) {
    const old = await this.get(type, namespace, name);
    if (!old) throw new KubeStatusError(404, 'NotFound', `${name} not found`);
    return this.put(type, merge(old, patch));
  }

  async apply(type: ResourceType, object: KubeObject) {
    const old = this.kind(type).get(key(object)) ?? {};
    return this.put(type, merge(old, object));
  }

  async delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ) {
    const old = await this.get(type, namespace, name);
    if (!old) return false;
    this.kind(type).delete(key(old));
    this.watchersOf(type).forEach(w => matches(old, w) && w.onDelete(old));
    return true;
  }

  watch(type: ResourceType, options: WatchOptions) {
    const watchers = this.watchersOf(type);
    watchers.add(options);
    options.signal.addEventListener('abort', () => watchers.delete(options));
    for (const object of this.kind(type).values()) {
      if (matches(object, options)) options.onUpsert(object);
    }
    options.onSync?.();
  }

  private put(type: ResourceType, object: KubeObject): KubeObject {
    const old = this.kind(type).get(key(object));
    const stored: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: old?.metadata.uid ?? object.metadata.uid ?? `uid-${this.next()}`,
        resourceVersion: `${this.next()}`,
      },
    };
    this.kind(type).set(key(object), stored);
    this.watchersOf(type).forEach(
      w => matches(stored, w) && w.onUpsert(stored),
    );
    return stored;
  }

  private next() {
    return ++this.counter;
  }

  private kind(type: ResourceType) {
    const found = this.objects.get(type.plural) ?? new Map();
    this.objects.set(type.plural, found);
    return found as Map<string, KubeObject>;
  }

  private watchersOf(type: ResourceType) {
    const found = this.watchers.get(type.plural) ?? new Set();
    this.watchers.set(type.plural, found);
    return found as Set<WatchOptions>;
  }
}

function key(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

function matches(
  object: KubeObject,
  options: { namespace?: string; labelSelector?: string },
): boolean {
  if (options.namespace && object.metadata.namespace !== options.namespace) {
    return false;
  }
  return (options.labelSelector ?? '')
    .split(',')
    .filter(Boolean)
    .every(term => {
      const [name, value] = term.split('=');
      const label = object.metadata.labels?.[name];
      return value === undefined ? label !== undefined : label === value;
    });
}

function merge(target: any, patch: any): any {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) {
    return patch;
  }
  const result: any = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merge(result[name] ?? {}, value);
  }
  return result;
}
