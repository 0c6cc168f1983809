import { Entry, TypeKey } from './entry';
import { computed } from './maps';

/** One change in the store. */
export interface StoreEvent {
  kind: 'ADDED' | 'MODIFIED' | 'DELETED';
  type: TypeKey;
  revision: number;
  entry: Entry;
  previous?: Entry;
}

/** The latest changes of each type, from which watches resume. */
export class History {
  private readonly events = new Map<TypeKey, StoreEvent[]>();
  /** Per type: changes at or before this revision may be missing. */
  private readonly floors = new Map<TypeKey, number>();
  private compacted = 0;

  constructor(private readonly limit: number) {}

  add(event: StoreEvent): void {
    const list = computed(this.events, event.type, () => []);
    list.push(event);
    // Trimmed in chunks, because taking one from the front of an array at each write would be slow.
    if (list.length > this.limit * 1.25) {
      const dropped = list.splice(0, list.length - this.limit);
      this.floors.set(event.type, dropped[dropped.length - 1].revision);
    }
  }

  /** Oldest revision that a watch of the type can resume from. */
  oldest(type: TypeKey): number {
    return Math.max(this.compacted, this.floors.get(type) ?? 0);
  }

  /** Changes after a revision in their order, or undefined when some of them are forgotten. */
  since(type: TypeKey, revision: number): StoreEvent[] | undefined {
    if (revision < this.oldest(type)) {
      return undefined;
    }
    const list = this.events.get(type) ?? [];
    const last = list.findLastIndex(event => event.revision <= revision);
    return list.slice(last + 1);
  }

  compact(revision: number): void {
    this.compacted = revision;
    this.events.clear();
  }
}
