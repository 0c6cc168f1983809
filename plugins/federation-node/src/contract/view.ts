import {
  ClusterStatus,
  FederationCount,
  Finding,
  OfKind,
  Phrase,
  State,
  StateKind,
} from '@backstage-federation/plugin-federation-common';
import { GoneObject } from '@backstage-federation/federation-plans';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** Everything the assembler knows of one cluster. @public */
export interface ClusterSnapshot {
  /** Name of the cluster. */
  name: string;
  /** How well it is heard. */
  status: ClusterStatus;
  /** Objects of a kind, of all namespaces or one, by namespace and name. */
  objects(kind: string, namespace?: string): KubeObject[];
  /** What went in the last minutes, as far as this process has seen it: what must outlive a restart, objects have to tell. */
  gone?(kind: string, namespace: string): GoneObject[];
}

/** A pod's log that is to be read. @public */
export interface WantedLog {
  /** Name of the pod's cluster. */
  cluster: string;
  /** The pod's namespace. */
  namespace: string;
  /** Name of the pod. */
  pod: string;
  /** Which of its containers. */
  container: string;
  /** So many lines from the end of the log. */
  tailLines?: number;
  /** Without `tailLines`: so many bytes from the start of the log. */
  limitBytes?: number;
}

/** A pod's log as it was read. @public */
export interface LogEvidence
  extends Pick<WantedLog, 'cluster' | 'namespace' | 'pod'> {
  /** Its lines. */
  text: string;
}

/** What an adapter asked for besides its objects. @public */
export interface AdapterEvidence {
  /** The wanted logs that could be read. */
  logs: LogEvidence[];
  /** The newest reading of its probe; absent before the first. */
  reading?: unknown;
}

/** A row of a view: a part of the federation, with its state. @public */
export interface ViewRow {
  /** How it is; the adapter's diagnosis says. */
  state: State;
}

/**
 * Something that the first sentence of a page should say. Of several, the one of the first rank is said; the engine's own
 * come last: clusters that are not heard, parts that are unknown, starting or degraded.
 *
 * @public
 */
export interface Claim {
  /**
   * What it is about, in the order of rank, as what carries comes before what is carried: the hub's site, what the
   * workload has on the hub, links, sites, services, what the workload has on the members, and something that would tell
   * but does not answer.
   */
  rank:
    | 'hub'
    | 'hubWorkload'
    | 'links'
    | 'sites'
    | 'services'
    | 'memberWorkload'
    | 'unseen';
  /** The federation's state, where this is said. */
  kind: StateKind;
  /** A full sentence, without any duration: equal states give equal text. */
  sentence: Phrase;
  /** What is behind it; the earliest `since` is the verdict's. */
  culprits: ViewRow[];
}

/** What every adapter contributes to a view. @public */
export interface AssembledPart {
  /** What the view shows of its kind only; default: the kind. */
  view?: OfKind;
  /** What it counts, in a page's order. */
  counts?: FederationCount[];
  /** What the first sentence should say. */
  claims?: Claim[];
  /** What is wrong with its parts, and why. */
  findings: Finding[];
}
