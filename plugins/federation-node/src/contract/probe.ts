import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import { ClusterSnapshot } from './view';

/** What a probe asks: in which cluster, and whatever the adapter needs to know. Plain JSON. @public */
export interface ProbeTarget {
  /** Name of the cluster whose client `read` gets. */
  cluster: string;
}

/**
 * Asks for what has no watch, such as the API of a service inside a pod. What a reading holds is the adapter's own
 * business: it gets the newest one back as `AdapterEvidence.reading`.
 *
 * @public
 */
export interface Probe<
  Spec extends FederationSpec = FederationSpec,
  Target extends ProbeTarget = ProbeTarget,
  Reading = unknown,
> {
  /** Whom to ask now; nobody when there is none. */
  target(spec: Spec, clusters: ClusterSnapshot[]): Target | undefined;
  /**
   * Asks once. That it failed is a reading too; what this throws is logged, and the reading before it stays.
   *
   * @returns `before` itself when nothing is new
   */
  read(
    client: ClusterClient,
    target: Target,
    context: { spec: Spec; before: Reading | undefined; signal: AbortSignal },
  ): Promise<Reading>;
  /** Whether a reading shows all that the spec wants; until it does, it is asked for more often in the minutes after a change. */
  settled?(spec: Spec, reading: Reading): boolean;
  /**
   * Calls `listener` when an action of this process has just seen what the probe reads of a federation, and waits for it.
   *
   * @returns unsubscribe
   */
  subscribe?(listener: (federation: string) => Promise<void>): () => void;
  /** What is left of a reading when there is no longer anyone to ask. */
  lost(before: Reading): Reading;
}
