import {
  ClusterStatus,
  FederationSpec,
  Finding,
  LinkView,
  MemberSpec,
  ServiceView,
  SiteView,
} from '@backstage-federation/plugin-federation-common';
import {
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import type { ActionExample, FederationAction } from '../actions/defineAction';
import { Observed, PlanStep, ReadRequest } from './plan';

/** A TCP service of the workload that the interconnect carries from the hub to the members. @public */
export interface ExposedService {
  routingKey: string;
  port: number;
  /** Labels of the pods on the hub. */
  selector: Record<string, string>;
  /** Host (Service name) under which members reach it. */
  host: string;
}

/** What a watch of the live view covers. @public */
export interface WatchRequest {
  type: ResourceType;
  /** Limits what is kept; without it everything of the type in the cluster. */
  labelSelector?: string;
  /** Keep an object only when this holds (what a label selector cannot say). */
  keep?(object: KubeObject): boolean;
}

/** Everything the assembler knows of one cluster. @public */
export interface ClusterSnapshot {
  name: string;
  status: ClusterStatus;
  /** Objects by `kind`. */
  objects(kind: string, namespace?: string): KubeObject[];
}

/** Router log lines that were read, per cluster and namespace. @public */
export interface LogEvidence {
  cluster: string;
  namespace: string;
  pod: string;
  text: string;
  /** ISO 8601 time of the read. */
  readAt: string;
}

/**
 * Sites, links and exposed services: the network half of a federation. Skupper is the first.
 *
 * Everything here is pure. Nothing outside an adapter's folder knows its kinds.
 *
 * @public
 */
export interface Interconnect {
  readonly role: 'interconnect';
  /** As `interconnect.kind` of a spec names it. */
  readonly kind: string;
  /** Its small actions. */
  actions?: FederationAction[];
  /** Examples of the actions on whole federations, by the action's id, with this kind in them. */
  examples?: Record<string, ActionExample[]>;
  /** Resource types that the live view watches in each cluster. */
  watches: WatchRequest[];
  /** What `plan` and the removals must see of the clusters. */
  reads(spec: FederationSpec, services: ExposedService[]): ReadRequest[];
  /**
   * Refuses what cannot work before anything is created.
   * @throws InputError that names each field and its rule
   */
  validate(
    spec: FederationSpec,
    services: ExposedService[],
    observed: Observed,
  ): void;
  /**
   * Steps that bring sites, links and services up. `services` are what the workload exposes.
   * Step ids that others wait for: `hub/site-ready`, `<member>/link-operational`, `<member>/listeners`.
   * Steps may depend on `hub/namespace` and `<member>/namespace`; the planner drops what a plan does not hold.
   */
  plan(
    spec: FederationSpec,
    services: ExposedService[],
    observed: Observed,
  ): PlanStep[];
  /**
   * Steps that take one member's part away, also on the hub. The site goes in step `<member>/remove/site`, which the
   * planner lets wait for the workload's steps.
   */
  planMemberRemoval(
    spec: FederationSpec,
    member: MemberSpec,
    observed: Observed,
  ): PlanStep[];
  /** Steps that take everything away; the sites go in `hub/remove/site` and `<member>/remove/site`. */
  planRemoval(spec: FederationSpec, observed: Observed): PlanStep[];
  /** The interconnect's part of the view, with its findings. */
  assemble(
    spec: FederationSpec,
    clusters: ClusterSnapshot[],
    logs: LogEvidence[],
    now: Date,
  ): {
    sites: SiteView[];
    links: LinkView[];
    services: ServiceView[];
    findings: Finding[];
  };
  /** Pods whose logs explain what is wrong now; none when all is well. */
  wantedLogs(
    spec: FederationSpec,
    clusters: ClusterSnapshot[],
  ): {
    cluster: string;
    namespace: string;
    pod: string;
    container: string;
    tailLines?: number;
  }[];
}
