import { Cluster } from '../cluster';
import { remove } from '../rest/delete';
import { ResourceRequest } from '../rest/request';
import { isFinished, update } from '../rest/update';
import { StoreEvent } from '../store/history';
import { Located, TypeKey } from '../store/store';
import { Json, Obj } from '../types';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** A request of the cluster's own controllers for an object. */
export function internalRequest(
  cluster: Cluster,
  type: TypeKey,
  object: Obj,
): ResourceRequest | undefined {
  const slash = type.indexOf('/');
  const definition = cluster.registry.byKey(
    type.slice(0, slash),
    type.slice(slash + 1),
  );
  return (
    definition && {
      cluster,
      type: definition,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name,
      subresource: '',
      dryRun: false,
      fieldManager: 'kube-controller-manager',
      fieldValidation: 'Ignore',
      force: false,
      warnings: [],
    }
  );
}

/**
 * The garbage collector: deletes what lost its owners, and does what foreground and orphaning deletion wait for. Works
 * after the request that caused it, as the real one does.
 */
export class Collector {
  /** UIDs of dependents by UID of their owner. */
  private readonly dependents = new Map<string, Set<string>>();
  private readonly queue = new Set<string>();
  private scheduled?: NodeJS.Immediate;
  private readonly unsubscribe: () => void;

  constructor(private readonly cluster: Cluster) {
    this.unsubscribe = cluster.store.subscribe(undefined, event =>
      this.observe(event),
    );
  }

  stop(): void {
    this.unsubscribe();
    clearImmediate(this.scheduled);
  }

  private observe(event: StoreEvent): void {
    const { metadata } = event.entry.object;
    const before: Json[] =
      event.previous?.object.metadata.ownerReferences ?? [];
    const after: Json[] =
      event.kind === 'DELETED' ? [] : metadata.ownerReferences ?? [];
    if (before !== after) {
      for (const { uid } of before) {
        const set = this.dependents.get(uid);
        set?.delete(metadata.uid);
        if (set?.size === 0) {
          this.dependents.delete(uid);
        }
      }
      for (const { uid } of after) {
        const set = this.dependents.get(uid) ?? new Set<string>();
        this.dependents.set(uid, set.add(metadata.uid));
      }
    }
    if (event.kind === 'DELETED') {
      this.enqueue(...(this.dependents.get(metadata.uid) ?? []));
      // Owners that wait for their dependents may now go.
      this.enqueue(...before.map(owner => owner.uid));
    } else if (after.length || metadata.deletionTimestamp) {
      this.enqueue(metadata.uid);
    }
  }

  private enqueue(...uids: string[]): void {
    for (const uid of uids) {
      this.queue.add(uid);
    }
    if (this.queue.size && !this.scheduled) {
      this.scheduled = setImmediate(() => this.work());
    }
  }

  private work(): void {
    this.scheduled = undefined;
    for (const uid of [...this.queue]) {
      this.queue.delete(uid);
      const found = this.cluster.store.byUid(uid);
      if (found) {
        this.process(found);
      }
    }
  }

  private process({ type, entry }: Located): void {
    const { object } = entry;
    const { metadata } = object;
    const finalizers: string[] = metadata.finalizers ?? [];
    if (metadata.deletionTimestamp && finalizers.includes(ORPHAN)) {
      this.orphan(metadata.uid);
      this.dropFinalizer(type, object, ORPHAN);
      return;
    }
    if (metadata.deletionTimestamp && finalizers.includes(FOREGROUND)) {
      this.deleteDependents(type, object);
      return;
    }
    const owners: Json[] = metadata.ownerReferences ?? [];
    if (!owners.length || metadata.deletionTimestamp) {
      return;
    }
    const left = owners.filter(owner => this.cluster.store.byUid(owner.uid));
    if (!left.length) {
      const request = internalRequest(this.cluster, type, object);
      if (request) {
        remove(request, { propagationPolicy: 'Background' });
      }
    } else if (left.length < owners.length) {
      this.putOwners(type, object, left);
    }
  }

  private dependentsOf(uid: string): Located[] {
    return [...(this.dependents.get(uid) ?? [])]
      .map(dependent => this.cluster.store.byUid(dependent))
      .filter(found => found !== undefined);
  }

  private orphan(uid: string): void {
    for (const { type, entry } of this.dependentsOf(uid)) {
      const { metadata } = entry.object;
      const ownerReferences = metadata.ownerReferences.filter(
        (owner: Json) => owner.uid !== uid,
      );
      this.putOwners(type, entry.object, ownerReferences);
    }
  }

  private putOwners(type: TypeKey, object: Obj, ownerReferences: Json[]): void {
    const next: Obj = {
      ...object,
      metadata: { ...object.metadata, ownerReferences },
    };
    if (!ownerReferences.length) {
      delete next.metadata.ownerReferences;
    }
    const request = internalRequest(this.cluster, type, object);
    if (request) {
      update(request, object, next);
    }
  }

  private deleteDependents(type: TypeKey, owner: Obj): void {
    const { uid } = owner.metadata;
    let blocked = false;
    for (const dependent of this.dependentsOf(uid)) {
      const { object } = dependent.entry;
      blocked ||= object.metadata.ownerReferences.some(
        (o: Json) => o.uid === uid && o.blockOwnerDeletion,
      );
      if (!object.metadata.deletionTimestamp) {
        const request = internalRequest(this.cluster, dependent.type, object);
        if (request) {
          remove(request, { propagationPolicy: 'Foreground' });
        }
      }
    }
    if (!blocked) {
      this.dropFinalizer(type, owner, FOREGROUND);
    }
  }

  private dropFinalizer(type: TypeKey, object: Obj, name: string): void {
    const { store } = this.cluster;
    const finalizers = object.metadata.finalizers.filter(
      (f: string) => f !== name,
    );
    const next: Obj = {
      ...object,
      metadata: { ...object.metadata, finalizers },
    };
    if (!finalizers.length) {
      delete next.metadata.finalizers;
    }
    const stored = store.put(type, next);
    if (isFinished(stored.object)) {
      store.remove(type, stored.namespace, stored.name);
    }
  }
}
