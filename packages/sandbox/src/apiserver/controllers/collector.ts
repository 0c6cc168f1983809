import { Cluster } from '../cluster';
import { isFinished, update } from '../rest/update';
import { StoreEvent } from '../store/history';
import { TypeKey } from '../store/entry';
import { Located } from '../store/store';
import { computed } from '../store/maps';
import { Json, Obj } from '../types';
import { internalRemove, internalRequest, withMetadata } from './internal';
import { WorkQueue } from './workQueue';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/**
 * The garbage collector: deletes what lost its owners, and does what foreground and orphaning deletion wait for. Works
 * after the request that caused it, as the real one does.
 */
export class Collector {
  /** UIDs of dependents by UID of their owner. */
  private readonly dependents = new Map<string, Set<string>>();
  private readonly queue = new WorkQueue(uid => this.look(uid));
  private readonly unsubscribe: () => void;

  constructor(private readonly cluster: Cluster) {
    this.unsubscribe = cluster.store.subscribe(undefined, event =>
      this.observe(event),
    );
  }

  stop(): void {
    this.unsubscribe();
    this.queue.stop();
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
        computed(this.dependents, uid, () => new Set()).add(metadata.uid);
      }
    }
    if (event.kind === 'DELETED') {
      this.queue.add(...(this.dependents.get(metadata.uid) ?? []));
      // Owners that wait for their dependents may now go.
      this.queue.add(...before.map(owner => owner.uid));
    } else if (after.length || metadata.deletionTimestamp) {
      this.queue.add(metadata.uid);
    }
  }

  private look(uid: string): void {
    const found = this.cluster.store.byUid(uid);
    if (found) {
      this.process(found);
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
      internalRemove(this.cluster, type, object, 'Background');
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
    const next = withMetadata(object, 'ownerReferences', ownerReferences);
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
        internalRemove(this.cluster, dependent.type, object, 'Foreground');
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
    const next = withMetadata(object, 'finalizers', finalizers);
    const stored = store.put(type, next);
    if (isFinished(stored.object)) {
      store.remove(type, stored.namespace, stored.name);
    }
  }
}
