import {
  FederationSpec,
  Finding,
  MemberSpec,
  SuperLinkView,
  SuperNodeView,
} from '@backstage-federation/plugin-federation-common';
import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import type { ActionExample, FederationAction } from '../actions/defineAction';
import { ClusterSnapshot, ExposedService, WatchRequest } from './interconnect';
import { Observed, PlanStep, ReadRequest } from './plan';

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

/** What a SuperLink showed of its certificate. Nothing of it is secret. @public */
export interface ServedCertificate {
  /** DNS names and IP addresses that it is for. */
  hosts: string[];
  /** ISO 8601. */
  notAfter: string;
  /** SHA-256 of the DER bytes, hexadecimal. */
  fingerprint: string;
  /** Signed by the federation's own authority. */
  trusted: boolean;
}

/** One reading of a SuperLink's Control API. @public */
export type ControlReading =
  | {
      state: 'ok';
      nodes: ControlNode[];
      readAt: string;
      /** With TLS. */
      certificate?: ServedCertificate;
    }
  | {
      state: 'failed';
      reason: string;
      since: string;
      last?: { nodes: ControlNode[]; readAt: string };
      /** With TLS, when it came that far. */
      certificate?: ServedCertificate;
    };

/** Where a Control API is and how it is to be spoken with. @public */
export interface ControlTarget {
  namespace: string;
  pod: string;
  port: number;
  /** TLS, with the certificate (PEM) of the authority that must have signed, where it is known. */
  tls?: { ca?: string };
}

/** @public */
export interface ReadNodesOptions {
  signal: AbortSignal;
  /** Told of the certificate that was served, before it is judged. */
  onCertificate?(certificate: ServedCertificate): void;
}

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
  readonly role: 'workload';
  /** As `workload.kind` of a spec names it. */
  readonly kind: string;
  /** Its small actions. */
  actions?: FederationAction[];
  /** Examples of the actions on whole federations, by the action's id, with this kind in them. */
  examples?: Record<string, ActionExample[]>;
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
  ): ControlTarget | undefined;
  /** Reads the nodes through a port-forward. @throws ServiceUnavailableError */
  readNodes(
    client: ClusterClient,
    target: ControlTarget,
    spec: FederationSpec,
    options: ReadNodesOptions,
  ): Promise<ControlNode[]>;
}
