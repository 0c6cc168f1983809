import { Obj } from '../types';
import { Entry, TypeKey } from './entry';
import { History, StoreEvent } from './history';
import { computed } from './maps';

/** Where an object with a UID is. */
export interface Located {
  type: TypeKey;
  entry: Entry;
}

type Listener = (event: StoreEvent) => void;

/**
 * The objects of one cluster, with one revision counter for all of them as etcd has. Objects handed in and out are
 * shared, so nobody may change them in place.
 */
export class Store {
  private revision = 0;
  private readonly types = new Map<TypeKey, Map<string, Map<string, Entry>>>();
  private readonly uids = new Map<string, Located>();
  private readonly listeners = new Map<TypeKey, Set<Listener>>();
  private readonly allListeners = new Set<Listener>();
  readonly history: History;

  constructor(historyLimit = 1000) {
    this.history = new History(historyLimit);
  }

  get currentRevision(): number {
    return this.revision;
  }

  get(type: TypeKey, namespace: string, name: string): Entry | undefined {
    return this.types.get(type)?.get(namespace)?.get(name);
  }

  byUid(uid: string): Located | undefined {
    return this.uids.get(uid);
  }

  /** Objects of a type in key order, in one namespace or in all. */
  list(type: TypeKey, namespace?: string): Entry[] {
    const spaces =
      this.types.get(type) ?? new Map<string, Map<string, Entry>>();
    const names = namespace === undefined ? [...spaces.keys()] : [namespace];
    return names
      .sort()
      .flatMap(space => [...(spaces.get(space)?.values() ?? [])].sort(inOrder));
  }

  count(): number {
    return this.uids.size;
  }

  /** Stores a new version, which gets its resourceVersion here, and tells the watchers. */
  put(type: TypeKey, object: Obj): Entry {
    const entry = this.nextVersion(object);
    const spaces = computed(this.types, type, () => new Map());
    const entries = computed(spaces, entry.namespace, () => new Map());
    const previous = entries.get(entry.name);
    entries.set(entry.name, entry);
    this.uids.set(object.metadata.uid, { type, entry });
    this.emit(previous ? 'MODIFIED' : 'ADDED', type, entry, previous);
    return entry;
  }

  /**
   * Removes an object; the event carries its last state with the revision of the removal.
   *
   * @param state - last state, where it is not the stored one
   */
  remove(
    type: TypeKey,
    namespace: string,
    name: string,
    state?: Obj,
  ): Entry | undefined {
    const spaces = this.types.get(type);
    const entries = spaces?.get(namespace);
    const previous = entries?.get(name);
    if (!entries || !previous) {
      return undefined;
    }
    entries.delete(name);
    if (!entries.size) {
      spaces?.delete(namespace);
    }
    this.uids.delete(previous.object.metadata.uid);
    const entry = this.nextVersion(state ?? previous.object);
    this.emit('DELETED', type, entry, previous);
    return entry;
  }

  private nextVersion(object: Obj): Entry {
    this.revision += 1;
    const resourceVersion = String(this.revision);
    return new Entry(
      { ...object, metadata: { ...object.metadata, resourceVersion } },
      this.revision,
    );
  }

  /** Listens to changes of one type, or of all. Returns how to stop. */
  subscribe(type: TypeKey | undefined, listener: Listener): () => void {
    const set =
      type === undefined
        ? this.allListeners
        : computed(this.listeners, type, () => new Set());
    set.add(listener);
    return () => set.delete(listener);
  }

  /** The state of a type as it was at a revision, or undefined when history does not reach back that far. */
  listAt(
    type: TypeKey,
    namespace: string | undefined,
    revision: number,
  ): Entry[] | undefined {
    const later = this.history.since(type, revision);
    if (!later) {
      return undefined;
    }
    const current = this.list(type, namespace);
    if (!later.length) {
      return current;
    }
    const state = new Map(current.map(entry => [entry.key, entry]));
    for (const event of later.reverse()) {
      if (namespace !== undefined && event.entry.namespace !== namespace) {
        continue;
      }
      if (event.previous) {
        state.set(event.entry.key, event.previous);
      } else {
        state.delete(event.entry.key);
      }
    }
    return [...state.values()].sort(inOrder);
  }

  /** Forgets history, so that older resourceVersions are too old. */
  compact(): void {
    this.history.compact(this.revision);
  }

  private emit(
    kind: StoreEvent['kind'],
    type: TypeKey,
    entry: Entry,
    previous: Entry | undefined,
  ): void {
    const event = { kind, type, revision: this.revision, entry, previous };
    this.history.add(event);
    const ofType = this.listeners.get(type) ?? [];
    for (const listener of [...ofType, ...this.allListeners]) {
      listener(event);
    }
  }
}

function inOrder(a: Entry, b: Entry): number {
  if (a.namespace !== b.namespace) {
    return a.namespace < b.namespace ? -1 : 1;
  }
  return a.name < b.name ? -1 : 1;
}
