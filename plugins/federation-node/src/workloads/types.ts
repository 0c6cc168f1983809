import {
  FederationSpec,
  Finding,
  MemberSpec,
  SuperLinkView,
  SuperNodeView,
} from '@backstage-federation/plugin-federation-common';
import { ClusterClient } from '../clusters/types';
import {
  ClusterSnapshot,
  ExposedService,
  WatchRequest,
} from '../interconnects/types';
import { Observed, PlanStep, ReadRequest } from '../planner/types';

/** A node as the SuperLink's Control API lists it. Ids are uint64 as decimal text. @public */
export interface ControlNode {
  nodeId: string;
  status: 'registered' | 'online' | 'offline' | 'unregistered';
  registeredAt?: string;
  lastActivatedAt?: string;
  lastDeactivatedAt?: string;
  unregisteredAt?: string;
  /** POSIX seconds. */
  onlineUntil?: number;
  /** Seconds. */
  heartbeatInterval: number;
  /** PEM SubjectPublicKeyInfo. */
  publicKey?: string;
  name?: string;
}

/** One reading of a SuperLink's Control API. @public */
export type ControlReading =
  | { state: 'ok'; nodes: ControlNode[]; readAt: string }
  | {
      state: 'failed';
      reason: string;
      since: string;
      last?: { nodes: ControlNode[]; readAt: string };
    };

/** What a SuperNode's log said. @public */
export interface SuperNodeLog {
  cluster: string;
  namespace: string;
  pod: string;
  text: string;
}

/**
 * What runs on hub and members. Flower is the first. Everything but `read` is pure.
 *
 * @public
 */
export interface Workload {
  readonly kind: FederationSpec['workload']['kind'];
  watches: WatchRequest[];
  /** What the interconnect must carry. @throws InputError for a version without a profile */
  services(spec: FederationSpec): ExposedService[];
  /** What `plan` and the removals must see of the clusters. */
  reads(spec: FederationSpec): ReadRequest[];
  /** Steps that bring it up; they depend on the interconnect's named steps. */
  plan(spec: FederationSpec, observed: Observed): PlanStep[];
  planMemberRemoval(
    spec: FederationSpec,
    member: MemberSpec,
    observed: Observed,
  ): PlanStep[];
  planRemoval(spec: FederationSpec, observed: Observed): PlanStep[];
  assemble(
    spec: FederationSpec,
    clusters: ClusterSnapshot[],
    control: ControlReading | undefined,
    logs: SuperNodeLog[],
    now: Date,
  ): {
    superLink?: SuperLinkView;
    superNodes: SuperNodeView[];
    findings: Finding[];
  };
  wantedLogs(
    spec: FederationSpec,
    clusters: ClusterSnapshot[],
  ): {
    cluster: string;
    namespace: string;
    pod: string;
    container: string;
    tailLines?: number;
    /** Without `tailLines`: so many bytes from the start of the log. */
    limitBytes?: number;
  }[];
  /** Pod and port of the Control API, when a ready pod exists. */
  controlTarget(
    spec: FederationSpec,
    hub: ClusterSnapshot,
  ): { namespace: string; pod: string; port: number } | undefined;
  /** Reads the nodes through a port-forward. @throws ServiceUnavailableError */
  readNodes(
    client: ClusterClient,
    target: { namespace: string; pod: string; port: number },
    spec: FederationSpec,
    options: { signal: AbortSignal },
  ): Promise<ControlNode[]>;
}
