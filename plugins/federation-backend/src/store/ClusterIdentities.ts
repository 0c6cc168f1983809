import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';

/** Which clusters they are, as far as they have said. */
export class ClusterIdentities {
  readonly #known = new Map<string, string>();
  readonly #asking = new Map<string, Promise<void>>();
  /** Those that have not been connected all the time since they were asked. */
  readonly #doubted = new Set<string>();

  /** @param onChange - called when one has said so */
  constructor(
    private readonly clusters: KubernetesClusters,
    private readonly signal: AbortSignal,
    private readonly onChange: () => void,
  ) {}

  /** By the clusters' names. */
  get known(): ReadonlyMap<string, string> {
    return this.#known;
  }

  /**
   * Asks a cluster which one it is, until it has said so, and anew each time it is connected again: at first in any case,
   * later only when it can answer.
   */
  ask(name: string, first: boolean = false) {
    if (this.#asking.has(name)) return;
    const status = this.clusters.list().find(one => one.name === name);
    const state = status?.state ?? 'unreachable';
    if (state !== 'connected') this.#doubted.add(name);
    else if (this.#known.has(name) && !this.#doubted.has(name)) return;
    const isSilent = ['connecting', 'unreachable'].includes(state);
    const isLater = this.#known.has(name) && state !== 'connected';
    if ((isSilent && !first) || isLater) return;
    this.#doubted.delete(name);
    this.#asking.set(
      name,
      this.clusters
        .identity(name, { signal: this.signal })
        .then(
          identity => {
            if (this.#known.get(name) === identity) return;
            this.#known.set(name, identity);
            this.onChange();
          },
          // It is asked again when it answers.
          () => undefined,
        )
        .finally(() => this.#asking.delete(name)),
    );
  }

  /** Resolves when each that was asked has answered or failed. */
  async settled(): Promise<void> {
    await Promise.all(this.#asking.values());
  }
}
