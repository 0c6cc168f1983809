import { randomUUID } from 'node:crypto';
import { allocators, Cluster } from '../apiserver/cluster';
import { Collector } from '../apiserver/controllers/collector';
import { ApiError } from '../apiserver/errors';
import { parseLabelSelector } from '../apiserver/labelSelector';
import { Registry } from '../apiserver/registry/registry';
import { create, ensure } from '../apiserver/rest/create';
import { remove } from '../apiserver/rest/delete';
import { APPLY_PATCH, MERGE_PATCH, patch } from '../apiserver/rest/patch';
import { ResourceRequest } from '../apiserver/rest/request';
import { bindPod } from '../apiserver/rest/special';
import { replace } from '../apiserver/rest/update';
import { seed } from '../apiserver/seed';
import { StoreEvent } from '../apiserver/store/history';
import { typeKey } from '../apiserver/store/entry';
import { Store } from '../apiserver/store/store';
import { Obj, ResourceDefinition } from '../apiserver/types';
import { kubernetesTypes } from '../apiserver/types/index';
import { openShiftTypes } from '../apiserver/types/openshift';
import { skupperTypes } from '../apiserver/types/skupper';
import {
  KubeObject,
  KubeStatusError,
  resources,
  ResourceType,
  SandboxClient,
} from '../client';

/** Milliseconds until the garbage collector takes custom resources, and pods; at once by default. */
export interface CollectorDelays {
  custom?: number;
  pods?: number;
}

/** How a cluster is made. */
export interface InProcessClusterOptions {
  /** Namespaces that are there from the start, beside those of every cluster. */
  namespaces?: string[];
  /** Also serves OpenShift's types. */
  openshift?: boolean;
  /** Whether Skupper's types are served; they are by default. */
  skupper?: boolean;
  collectAfterMs?: CollectorDelays;
}

type WatchOptions = Parameters<SandboxClient['watch']>[1];

/**
 * The sandbox's API server without its HTTP: schemas, defaults, refusals, server-side apply and garbage collection as
 * they are served, but each request is done when the call returns, so that a test can tell when nothing more happens.
 */
export class InProcessCluster implements SandboxClient {
  /** For who serves it. */
  readonly state: Cluster;
  private readonly collectors: Collector[];

  constructor(
    readonly cluster: string,
    {
      namespaces = [],
      openshift = false,
      skupper = true,
      collectAfterMs: { custom = 0, pods = 0 } = {},
    }: InProcessClusterOptions = {},
  ) {
    const store = new Store();
    this.state = {
      name: cluster,
      store,
      registry: new Registry([
        ...kubernetesTypes,
        ...(skupper ? skupperTypes : []),
        ...(openshift ? openShiftTypes : []),
      ]),
      context: {
        cluster,
        openshift,
        caPem: '',
        ...allocators(cluster, store),
      },
    };
    seed(this.state);
    namespaces.forEach(name => this.namespace(name));
    const isPod = (type: ResourceDefinition) => type.kind === 'Pod';
    this.collectors = [
      this.collect(type => isPod(type), pods),
      this.collect(type => type.custom, custom),
      this.collect(type => !isPod(type) && !type.custom, 0),
    ];
  }

  /** How many changes there were. */
  get writes(): number {
    return this.state.store.currentRevision;
  }

  stop(): void {
    this.collectors.forEach(collector => collector.stop());
  }

  /** Calls back with each change of each type. */
  observe(listener: (event: StoreEvent) => void): () => void {
    return this.state.store.subscribe(undefined, listener);
  }

  namespace(name: string): void {
    const { type, ...request } = this.request(
      { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces' },
      undefined,
      name,
    );
    ensure(
      { ...request, type },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    );
  }

  /** Puts an object in as it is, with its UID and status; nothing is checked. Done when the call returns. */
  async load(type: ResourceType, object: KubeObject): Promise<KubeObject> {
    const { name, namespace } = object.metadata;
    const key = keyOf(type);
    const before = this.state.store.get(key, namespace ?? '', name);
    const metadata = {
      uid: before?.object.metadata.uid ?? randomUUID(),
      ...object.metadata,
    };
    return clone(
      this.state.store.put(key, clone({ ...object, metadata })).object,
    );
  }

  async get(type: ResourceType, namespace: string | undefined, name: string) {
    const entry = this.state.store.get(keyOf(type), namespace ?? '', name);
    return entry && clone(entry.object);
  }

  async list(
    type: ResourceType,
    options: { namespace?: string; labelSelector?: string } = {},
  ) {
    if (!this.find(type)) {
      throw new KubeStatusError(404, 'NotFound', 'not served');
    }
    return this.state.store
      .list(keyOf(type), options.namespace)
      .map(entry => entry.object)
      .filter(object => selects(options, object))
      .map(clone);
  }

  async create(type: ResourceType, object: KubeObject) {
    const { namespace, name } = object.metadata;
    if (type === resources.bindings) {
      return this.answer(() =>
        bindPod(this.request(resources.pods, namespace, name), clone(object)),
      );
    }
    return this.answer(() =>
      create(this.request(type, namespace, name), clone(object)),
    );
  }

  async replace(type: ResourceType, object: KubeObject) {
    const { namespace, name } = object.metadata;
    return this.answer(() =>
      replace(this.request(type, namespace, name), clone(object)),
    );
  }

  async replaceStatus(type: ResourceType, object: KubeObject) {
    const { namespace, name } = object.metadata;
    return this.answer(() =>
      replace(this.request(type, namespace, name, 'status'), clone(object)),
    );
  }

  async patch(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    change: object,
    subresource?: 'status',
  ) {
    return this.answer(
      () =>
        patch(
          this.request(type, namespace, name, subresource),
          MERGE_PATCH,
          JSON.stringify(change),
        ).object,
    );
  }

  async apply(type: ResourceType, object: KubeObject, fieldManager: string) {
    const { namespace, name } = object.metadata;
    const request = this.request(type, namespace, name);
    return this.answer(
      () =>
        patch(
          { ...request, fieldManager, force: true },
          APPLY_PATCH,
          JSON.stringify(object),
        ).object,
    );
  }

  async delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options: { uid?: string; gracePeriodSeconds?: number } = {},
  ) {
    try {
      await this.answer(
        () =>
          remove(this.request(type, namespace, name), {
            propagationPolicy: 'Background',
            ...options,
          }).object,
      );
      return true;
    } catch (error) {
      if (error instanceof KubeStatusError && error.code === 404) {
        return false;
      }
      throw error;
    }
  }

  watch(type: ResourceType, options: WatchOptions) {
    const deliver = (object: Obj, deleted: boolean) => {
      if (!selects(options, object)) {
        return;
      }
      const seen = clone(object);
      queueMicrotask(() => {
        if (!options.signal.aborted) {
          options[deleted ? 'onDelete' : 'onUpsert'](seen);
        }
      });
    };
    const { store } = this.state;
    const end = store.subscribe(keyOf(type), ({ kind, entry }) =>
      deliver(entry.object, kind === 'DELETED'),
    );
    options.signal.addEventListener('abort', end);
    store.list(keyOf(type)).forEach(({ object }) => deliver(object, false));
    queueMicrotask(() => options.onSync?.());
  }

  // A garbage collector that knows only some types.
  private collect(
    knows: (type: ResourceDefinition) => boolean,
    delayMs: number,
  ): Collector {
    const { store, registry } = this.state;
    const late: Pick<Store, 'subscribe' | 'byUid' | 'put' | 'remove'> = {
      byUid: uid => store.byUid(uid),
      put: (type, object) => store.put(type, object),
      remove: (...args) => store.remove(...args),
      subscribe: (type, listener) =>
        store.subscribe(type, event => {
          if (delayMs && event.kind === 'DELETED') {
            setTimeout(() => listener(event), delayMs);
          } else {
            listener(event);
          }
        }),
    };
    return new Collector({
      ...this.state,
      store: Object.assign(Object.create(store), late),
      registry: new Registry(registry.all().filter(knows)),
    });
  }

  private find({
    apiVersion,
    plural,
  }: Pick<ResourceType, 'apiVersion' | 'plural'>) {
    const [group, version] = apiVersion.includes('/')
      ? apiVersion.split('/')
      : ['', apiVersion];
    return this.state.registry.find(group, version, plural);
  }

  private request(
    type: Omit<ResourceType, 'namespaced'>,
    namespace: string | undefined,
    name: string,
    subresource = '',
  ): ResourceRequest {
    const found = this.find(type);
    if (!found) {
      throw new KubeStatusError(404, 'NotFound', 'not served');
    }
    return {
      cluster: this.state,
      type: found,
      namespace: namespace ?? '',
      name,
      subresource,
      dryRun: false,
      fieldManager: 'controller',
      fieldValidation: 'Ignore',
      force: false,
      warnings: [],
    };
  }

  private answer(handle: () => Obj): KubeObject {
    try {
      return clone(handle());
    } catch (error) {
      if (error instanceof ApiError) {
        throw new KubeStatusError(error.code, error.reason, error.message);
      }
      throw error;
    }
  }
}

function keyOf({ apiVersion, plural }: ResourceType): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return typeKey({ group, plural });
}

// As over HTTP: what is undefined isn't there.
function clone(object: Obj | KubeObject): any {
  return JSON.parse(JSON.stringify(object));
}

function selects(
  options: { namespace?: string; labelSelector?: string },
  object: Obj,
): boolean {
  return (
    (!options.namespace || object.metadata.namespace === options.namespace) &&
    parseLabelSelector(options.labelSelector)(object.metadata.labels ?? {})
  );
}
