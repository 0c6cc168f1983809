import { LinkFault } from './linkCauses';

/** What changed, told to the routers of that site. */
export interface FaultChange {
  cluster: string;
  namespace: string;
  /** undefined: all links of the site, in both directions. */
  link?: string;
  change: 'broken' | 'mended' | 'latency' | 'frozen' | 'thawed';
}

/** A fault that is in force. */
export interface ActiveFault {
  cluster: string;
  namespace: string;
  link?: string;
  cause?: LinkFault;
  latencyMs?: number;
  frozen?: boolean;
}

const ALL = '*';

/**
 * Breaks, slows and freezes the sandbox's routers. A link is named by the site that has it (its cluster and namespace)
 * and its name; without a name all links of the site are meant, also those that lead to it.
 */
export class RouterFaults {
  private readonly causes = new Map<string, LinkFault>();
  private readonly latencies = new Map<string, number>();
  private readonly frozen = new Set<string>();
  private readonly listeners = new Set<(change: FaultChange) => void>();

  /** Cuts existing connections at once and lets new ones fail, until the link is mended. */
  breakLink(
    cluster: string,
    namespace: string,
    link: string | undefined,
    cause: LinkFault,
  ): void {
    this.causes.set(id(cluster, namespace, link), cause);
    this.tell({ cluster, namespace, link, change: 'broken' });
  }

  /** Ends the fault; the link is tried again at once. Without a name, all faults of the site's links end. */
  mendLink(cluster: string, namespace: string, link?: string): void {
    for (const key of [...this.causes.keys()]) {
      const all = key.startsWith(id(cluster, namespace, ''));
      if (link === undefined ? all : key === id(cluster, namespace, link)) {
        this.causes.delete(key);
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
    if (ms > 0) this.latencies.set(id(cluster, namespace, link), ms);
    else this.latencies.delete(id(cluster, namespace, link));
    this.tell({ cluster, namespace, link, change: 'latency' });
  }

  /** The site's routers do nothing any more, but keep their connections open. */
  freeze(cluster: string, namespace: string): void {
    this.frozen.add(id(cluster, namespace));
    this.tell({ cluster, namespace, change: 'frozen' });
  }

  thaw(cluster: string, namespace: string): void {
    this.frozen.delete(id(cluster, namespace));
    this.tell({ cluster, namespace, change: 'thawed' });
  }

  /** The fault of a link; without a name, the one that holds for all links of the site. */
  cause(
    cluster: string,
    namespace: string,
    link?: string,
  ): LinkFault | undefined {
    return (
      this.causes.get(id(cluster, namespace, link)) ??
      this.causes.get(id(cluster, namespace))
    );
  }

  latency(cluster: string, namespace: string, link?: string): number {
    return (
      this.latencies.get(id(cluster, namespace, link)) ??
      this.latencies.get(id(cluster, namespace)) ??
      0
    );
  }

  isFrozen(cluster: string, namespace: string): boolean {
    return this.frozen.has(id(cluster, namespace));
  }

  /** All faults in force, sorted by site and link. */
  list(): ActiveFault[] {
    const keys = new Set([
      ...this.causes.keys(),
      ...this.latencies.keys(),
      ...this.frozen,
    ]);
    return [...keys].sort().map(key => {
      const [cluster, namespace, link] = key.split('/');
      return {
        cluster,
        namespace,
        ...(link !== ALL && { link }),
        ...(this.causes.has(key) && { cause: this.causes.get(key) }),
        ...(this.latencies.has(key) && { latencyMs: this.latencies.get(key) }),
        ...(this.frozen.has(key) && { frozen: true }),
      };
    });
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

function id(cluster: string, namespace: string, link: string = ALL): string {
  return `${cluster}/${namespace}/${link}`;
}
