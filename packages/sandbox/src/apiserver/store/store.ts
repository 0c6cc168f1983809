import { Obj, ResourceDefinition } from '../types';
import { History, StoreEvent } from './history';

/** The place of a type's objects in the store: all versions of a type share it. */
export type TypeKey = string;

/** `group/plural`. */
export function typeKey(
  definition: Pick<ResourceDefinition, 'group' | 'plural'>,
): TypeKey {
  return `${definition.group}/${definition.plural}`;
}

/** A stored version of an object; its JSON is made once, however many watches and lists send it. */
export class Entry {
  private text?: string;
  private itemText?: string;
  readonly namespace: string;
  readonly name: string;

  constructor(readonly object: Obj, readonly resourceVersion: number) {
    this.namespace = object.metadata.namespace ?? '';
    this.name = object.metadata.name;
  }

  get key(): string {
    return `${this.namespace}/${this.name}`;
  }

  /** Without type: lists of built-in types leave it out of their items. */
  get itemJson(): string {
    if (this.itemText === undefined) {
      const { apiVersion: _, kind: _1, ...rest } = this.object;
      this.itemText = JSON.stringify(rest);
    }
    return this.itemText;
  }

  get json(): string {
    this.text ??= JSON.stringify(this.object);
    return this.text;
  }
}

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
    const spaces = this.types.get(type);
    if (!spaces) {
      return [];
    }
    const names = namespace === undefined ? [...spaces.keys()] : [namespace];
    const found: Entry[] = [];
    for (const space of names.sort()) {
      const entries = spaces.get(space);
      if (entries) {
        for (const name of [...entries.keys()].sort()) {
          found.push(entries.get(name)!);
        }
      }
    }
    return found;
  }

  count(): number {
    return this.uids.size;
  }

  /** Types that have objects. */
  usedTypes(): TypeKey[] {
    return [...this.types.keys()];
  }

  /** Stores a new version and tells the watchers. The object gets its resourceVersion here. */
  put(type: TypeKey, object: Obj): Entry {
    this.revision += 1;
    object.metadata.resourceVersion = String(this.revision);
    const entry = new Entry(object, this.revision);
    let spaces = this.types.get(type);
    if (!spaces) {
      this.types.set(type, (spaces = new Map()));
    }
    let entries = spaces.get(entry.namespace);
    if (!entries) {
      spaces.set(entry.namespace, (entries = new Map()));
    }
    const previous = entries.get(entry.name);
    entries.set(entry.name, entry);
    this.uids.set(object.metadata.uid, { type, entry });
    this.emit({
      kind: previous ? 'MODIFIED' : 'ADDED',
      type,
      revision: this.revision,
      entry,
      previous,
    });
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
    this.revision += 1;
    const final = state ?? previous.object;
    const last: Obj = {
      ...final,
      metadata: {
        ...final.metadata,
        resourceVersion: String(this.revision),
      },
    };
    const entry = new Entry(last, this.revision);
    this.emit({
      kind: 'DELETED',
      type,
      revision: this.revision,
      entry,
      previous,
    });
    return entry;
  }

  /** Listens to changes of one type, or of all. Returns how to stop. */
  subscribe(type: TypeKey | undefined, listener: Listener): () => void {
    if (type === undefined) {
      this.allListeners.add(listener);
      return () => this.allListeners.delete(listener);
    }
    let set = this.listeners.get(type);
    if (!set) {
      this.listeners.set(type, (set = new Set()));
    }
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
    return [...state.values()].sort((a, b) =>
      a.namespace === b.namespace
        ? compare(a.name, b.name)
        : compare(a.namespace, b.namespace),
    );
  }

  /** Forgets history, so that older resourceVersions are too old. */
  compact(): void {
    this.history.compact(this.revision);
  }

  private emit(event: StoreEvent): void {
    this.history.add(event);
    for (const listener of [...(this.listeners.get(event.type) ?? [])]) {
      listener(event);
    }
    for (const listener of [...this.allListeners]) {
      listener(event);
    }
  }
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
