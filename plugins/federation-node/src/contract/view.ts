import {
  ClusterStatus,
  FederationCount,
  Finding,
  OfKind,
  State,
  StateKind,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** Everything the assembler knows of one cluster. @public */
export interface ClusterSnapshot {
  name: string;
  status: ClusterStatus;
  /** Objects by `kind`. */
  objects(kind: string, namespace?: string): KubeObject[];
}

/** A pod's log that is to be read. @public */
export interface WantedLog {
  cluster: string;
  namespace: string;
  pod: string;
  container: string;
  tailLines?: number;
  /** Without `tailLines`: so many bytes from the start of the log. */
  limitBytes?: number;
}

/** A pod's log as it was read. @public */
export interface LogEvidence {
  cluster: string;
  namespace: string;
  pod: string;
  text: string;
}

/** What an adapter asked for besides its objects. @public */
export interface AdapterEvidence {
  /** The wanted logs that could be read. */
  logs: LogEvidence[];
  /** The newest reading of its probe; absent before the first. */
  reading?: unknown;
}

/**
 * Ranks of claims: what carries comes before what is carried. The engine's own claims follow: clusters that are not
 * heard, parts that are unknown, starting or degraded.
 *
 * @public
 */
export const CLAIM_RANK = {
  /** The hub's site, without which nothing works. */
  hub: 10,
  /** What the workload has on the hub. */
  hubWorkload: 20,
  links: 30,
  sites: 40,
  services: 50,
  /** What the workload has on the members. */
  memberWorkload: 60,
  /** Something that would tell does not answer. */
  unseen: 70,
} as const;

/** Something that the first sentence of a page should say; of several, the one of the lowest rank is said. @public */
export interface Claim {
  /** See {@link CLAIM_RANK}. */
  rank: number;
  kind: StateKind;
  /** The word that goes with it: `Down`. */
  word: string;
  /** A full sentence, without any duration: equal states give equal text. */
  sentence: string;
  /** What is behind it; the earliest `since` is the verdict's. */
  culprits: { state: State }[];
}

/** What every adapter contributes to a view. @public */
export interface AssembledPart {
  /** What the view shows of its kind only. */
  view: { kind: string } | OfKind;
  /** Sorted by id; the engine looks for those that start, are degraded or unknown. */
  rows: { state: State }[];
  /** In a page's order. */
  counts: FederationCount[];
  /** Where it stands, for the sentence of a federation that starts and of one that is well. */
  summary: {
    /** `1 of 2 workers connected` */
    starting: string;
    /** `2 workers connected` */
    healthy: string;
  };
  claims: Claim[];
  findings: Finding[];
}
