import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  KubeObject,
  KubeStatusError,
  resources,
  ResourceType,
  SandboxClient,
} from '../../client';
import { matchesLabels } from '../../shared/objects';
import { until } from './until';

type WatchOptions = Parameters<SandboxClient['watch']>[1];

const key = (type: ResourceType, namespace: string | undefined, name: string) =>
  `${type.plural}/${namespace ?? ''}/${name}`;

/**
 * A cluster's API in memory, for tests of controllers without HTTP: generations, status sub-resource, conflicts,
 * collection of owned objects, addresses of Services.
 */
export class FakeCluster implements SandboxClient {
  private readonly objects = new Map<string, KubeObject>();
  /** How many changes there were. */
  get writes() {
    return this.version;
  }

  private readonly watchers: [ResourceType, WatchOptions][] = [];
  private readonly types = new Map<string, ResourceType>();
  private version = 0;
  private nodePort = 30_000;
  /** Types that answer 404, as on a cluster that doesn't serve them. */
  readonly missing = new Set<ResourceType>([resources.routes]);

  constructor(readonly cluster: string) {}

  async get(type: ResourceType, namespace: string | undefined, name: string) {
    const found = this.objects.get(key(type, namespace, name));
    return found && structuredClone(found);
  }

  async list(
    type: ResourceType,
    options: { namespace?: string; labelSelector?: string } = {},
  ) {
    if (this.missing.has(type)) {
      throw new KubeStatusError(404, 'NotFound', 'not served');
    }
    return [...this.objects.entries()]
      .filter(([id]) => id.startsWith(`${type.plural}/`))
      .map(([, object]) => object)
      .filter(object => selects(options, object))
      .map(object => structuredClone(object));
  }

  async create(type: ResourceType, object: KubeObject) {
    const { namespace, name } = object.metadata;
    if (this.objects.has(key(type, namespace, name))) {
      throw new KubeStatusError(
        409,
        'AlreadyExists',
        `${typeName(type)} "${name}" already exists`,
      );
    }
    const stored = structuredClone(object);
    stored.metadata = {
      ...stored.metadata,
      uid: randomUUID(),
      generation: 1,
      creationTimestamp: new Date().toISOString(),
    };
    if (type === resources.services) {
      this.assignPorts(stored);
    }
    return this.store(type, stored);
  }

  async replace(type: ResourceType, object: KubeObject) {
    const old = this.existing(type, object);
    if (type === resources.services) {
      this.assignPorts(object);
    }
    return this.write(type, old, {
      ...structuredClone(object),
      status: old.status,
    });
  }

  async replaceStatus(type: ResourceType, object: KubeObject) {
    const old = this.existing(type, object);
    return this.write(type, old, {
      ...old,
      status: structuredClone(object.status),
    });
  }

  async patch(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    patch: object,
  ) {
    const old = this.objects.get(key(type, namespace, name));
    if (!old) {
      throw new KubeStatusError(404, 'NotFound', `${name} not found`);
    }
    return this.write(type, old, merge(structuredClone(old), patch));
  }

  async apply(type: ResourceType, object: KubeObject) {
    const { namespace, name } = object.metadata;
    const old = this.objects.get(key(type, namespace, name));
    return old
      ? this.write(type, old, merge(structuredClone(old), object))
      : this.create(type, object);
  }

  async delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ) {
    const id = key(type, namespace, name);
    const old = this.objects.get(id);
    if (!old) {
      return false;
    }
    this.objects.delete(id);
    this.notify(type, old, 'onDelete');
    for (const [otherId, other] of [...this.objects]) {
      const owners = other.metadata.ownerReferences ?? [];
      if (owners.some(owner => owner.uid === old.metadata.uid)) {
        const otherType = this.types.get(otherId.split('/')[0])!;
        await this.delete(
          otherType,
          other.metadata.namespace,
          other.metadata.name,
        );
      }
    }
    return true;
  }

  /** Puts an object in as it is, with its UID and status. */
  load(type: ResourceType, object: KubeObject) {
    this.store(type, structuredClone(object));
  }

  watch(type: ResourceType, options: WatchOptions) {
    this.watchers.push([type, options]);
    for (const [id, object] of this.objects) {
      if (id.startsWith(`${type.plural}/`) && selects(options, object)) {
        options.onUpsert(structuredClone(object));
      }
    }
    options.onSync?.();
  }

  /** Resolves with the object as soon as the predicate holds. */
  until(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    predicate: (object: KubeObject) => boolean,
  ): Promise<KubeObject> {
    return until(this, type, namespace, name, predicate);
  }

  private existing(type: ResourceType, object: KubeObject): KubeObject {
    const { namespace, name, resourceVersion } = object.metadata;
    const old = this.objects.get(key(type, namespace, name));
    if (!old) {
      throw new KubeStatusError(404, 'NotFound', `${name} not found`);
    }
    if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
      throw new KubeStatusError(409, 'Conflict', `${name} has been modified`);
    }
    return old;
  }

  private write(type: ResourceType, old: KubeObject, next: KubeObject) {
    if (isDeepStrictEqual(old, next)) {
      return structuredClone(old);
    }
    const generation = isDeepStrictEqual(old.spec, next.spec)
      ? old.metadata.generation
      : (old.metadata.generation ?? 1) + 1;
    return this.store(type, {
      ...next,
      metadata: { ...next.metadata, uid: old.metadata.uid, generation },
    });
  }

  private store(type: ResourceType, object: KubeObject): KubeObject {
    this.version += 1;
    object.metadata.resourceVersion = String(this.version);
    const { namespace, name } = object.metadata;
    this.types.set(type.plural, type);
    this.objects.set(key(type, namespace, name), object);
    this.notify(type, object, 'onUpsert');
    return structuredClone(object);
  }

  private notify(
    type: ResourceType,
    object: KubeObject,
    event: 'onUpsert' | 'onDelete',
  ) {
    for (const [watched, options] of this.watchers) {
      if (watched.plural === type.plural && selects(options, object)) {
        const seen = structuredClone(object);
        queueMicrotask(() => {
          if (!options.signal.aborted) {
            options[event](seen);
          }
        });
      }
    }
  }

  private assignPorts(service: KubeObject) {
    service.spec.clusterIP ??= `10.96.0.${(this.version % 250) + 1}`;
    if (['NodePort', 'LoadBalancer'].includes(service.spec.type)) {
      for (const port of service.spec.ports) {
        this.nodePort += port.nodePort ? 0 : 1;
        port.nodePort ??= this.nodePort;
      }
    }
  }
}

function typeName({ plural, apiVersion }: ResourceType): string {
  const [group, version] = apiVersion.split('/');
  return version ? `${plural}.${group}` : plural;
}

function selects(
  options: { namespace?: string; labelSelector?: string },
  object: KubeObject,
): boolean {
  const labels = Object.fromEntries(
    (options.labelSelector ?? '')
      .split(',')
      .filter(Boolean)
      .map(term => term.split('=')),
  );
  return (
    (!options.namespace || object.metadata.namespace === options.namespace) &&
    matchesLabels(object.metadata.labels, labels)
  );
}

function merge(target: any, patch: any): any {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) {
    return patch;
  }
  const result: any = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[name];
    } else {
      result[name] = merge(result[name] ?? {}, value);
    }
  }
  return result;
}
