import { LinkFault } from './linkCauses';

/** A link of a site; without `link` all links of the site, in both directions. */
interface Place {
  cluster: string;
  namespace: string;
  link?: string;
}

/** What changed, told to the routers of that site. */
export interface FaultChange extends Place {
  change: 'broken' | 'mended' | 'latency' | 'frozen' | 'thawed';
}

/** A fault that is in force. */
export interface ActiveFault extends Place {
  cause?: LinkFault;
  latencyMs?: number;
  frozen?: boolean;
}

/**
 * Breaks, slows and freezes the sandbox's routers. A link is named by the site that has it (its cluster and namespace)
 * and its name; without a name all links of the site are meant, also those that lead to it.
 */
export class RouterFaults {
  private readonly active = new Map<string, ActiveFault>();
  private readonly listeners = new Set<(change: FaultChange) => void>();

  /** Cuts existing connections at once and lets new ones fail, until the link is mended. */
  breakLink(
    cluster: string,
    namespace: string,
    link: string | undefined,
    cause: LinkFault,
  ): void {
    this.set({ cluster, namespace, link }, { cause });
    this.tell({ cluster, namespace, link, change: 'broken' });
  }

  /** Ends the fault; the link is tried again at once. Without a name, all faults of the site's links end. */
  mendLink(cluster: string, namespace: string, link?: string): void {
    const key = id({ cluster, namespace, link });
    const all = id({ cluster, namespace, link: '' });
    for (const [other, fault] of [...this.active]) {
      if (link === undefined ? other.startsWith(all) : other === key) {
        this.set(fault, { cause: undefined });
      }
    }
    this.tell({ cluster, namespace, link, change: 'mended' });
  }

  /** Delays all bytes over the link, in each direction; 0 ends it. */
  setLinkLatency(
    cluster: string,
    namespace: string,
    link: string | undefined,
    ms: number,
  ): void {
    const latencyMs = ms > 0 ? ms : undefined;
    this.set({ cluster, namespace, link }, { latencyMs });
    this.tell({ cluster, namespace, link, change: 'latency' });
  }

  /** The site's routers do nothing any more, but keep their connections open. */
  freeze(cluster: string, namespace: string): void {
    this.set({ cluster, namespace }, { frozen: true });
    this.tell({ cluster, namespace, change: 'frozen' });
  }

  thaw(cluster: string, namespace: string): void {
    this.set({ cluster, namespace }, { frozen: undefined });
    this.tell({ cluster, namespace, change: 'thawed' });
  }

  /** The fault of a link; without a name, the one that holds for all links of the site. */
  cause(cluster: string, namespace: string, link?: string) {
    return this.of({ cluster, namespace, link }, 'cause');
  }

  latency(cluster: string, namespace: string, link?: string): number {
    return this.of({ cluster, namespace, link }, 'latencyMs') ?? 0;
  }

  isFrozen(cluster: string, namespace: string): boolean {
    return this.of({ cluster, namespace }, 'frozen') ?? false;
  }

  /** All faults in force, sorted by site and link. */
  list(): ActiveFault[] {
    const sorted = [...this.active.keys()].sort();
    return sorted.map(key => this.active.get(key)!);
  }

  private of<K extends keyof ActiveFault>(place: Place, what: K) {
    const own = this.active.get(id(place))?.[what];
    return own ?? this.active.get(id({ ...place, link: undefined }))?.[what];
  }

  private set(place: Place, change: Partial<ActiveFault>) {
    const { cluster, namespace, link } = place;
    const fault = { ...this.active.get(id(place)), ...change };
    const { cause, latencyMs, frozen } = fault;
    if (cause ?? latencyMs ?? frozen) {
      this.active.set(id(place), { ...fault, cluster, namespace, link });
    } else this.active.delete(id(place));
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: (change: FaultChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(change: FaultChange) {
    this.listeners.forEach(listener => listener(change));
  }
}

function id({ cluster, namespace, link = '*' }: Place): string {
  return `${cluster}/${namespace}/${link}`;
}
