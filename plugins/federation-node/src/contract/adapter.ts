import { RootConfigService } from '@backstage/backend-plugin-api';
import {
  FederationSpec,
  OfKind,
  Place,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterClient,
  KubeObject,
  ResourceType,
  Shape,
} from '@backstage-federation/kubernetes-clusters';
import { z } from 'zod';
import {
  CallStep,
  StepInput,
  Observed,
} from '@backstage-federation/federation-plans';
import type { ActionExample, FederationAction } from '../actions/defineAction';
import { Probe } from './probe';
import {
  AdapterEvidence,
  AssembledPart,
  ClusterSnapshot,
  WantedLog,
} from './view';

/** What a watch of the live view covers. @public */
export interface WatchRequest {
  /** The type of the objects. */
  type: ResourceType;
  /** Limits what is kept; without it everything of the type in the cluster. */
  labelSelector?: string;
  /** Keep an object only when this holds (what a label selector cannot say). */
  keep?(object: KubeObject): boolean;
  /** What is kept of an object that is kept; default: all of it. */
  reduce?(object: KubeObject): KubeObject;
  /** What is believed of an object; the rest of what it says is left out, and named in a finding. */
  shape?: { readonly [field: string]: Shape };
  /** Whether to tell of a federation's objects who else holds fields of them. */
  owners?: boolean;
  /** A change of such an object asks for logs and probes anew. */
  wakes?: boolean;
}

/**
 * A Component of the catalog. The catalog module adds what all of a federation have: owner, system, annotations, and the
 * dependency on the cluster.
 *
 * @public
 */
export interface FederationComponent {
  /** What tells it apart within the federation: `['west', 'worker-1']`. */
  name: string[];
  /** What a person reads as its name. */
  title: string;
  /** What it is and where, in a sentence without a full stop. */
  description: string;
  /** `spec.type`. */
  type: string;
  /** As the catalog takes them: lower case, with hyphens. */
  tags: string[];
  /** Where it runs. */
  place: Place;
  /** Names of other components of the federation. */
  dependsOn?: string[][];
}

/** A TCP service of the workload that the interconnect carries from the hub to the members. @public */
export interface ExposedService {
  /** Name under which hub and members find each other's ends. */
  routingKey: string;
  /** TCP port, of the pods and of the Service alike. */
  port: number;
  /** Labels of the pods on the hub. */
  selector: Record<string, string>;
  /** Host (Service name) under which members reach it. */
  host: string;
}

/** Something that a cluster has or lacks of what an adapter needs there. @public */
export interface ClusterCheck {
  /** What a person reads: the product, or what it needs. */
  title: string;
  /** `note`: it works without, in a way that the message says; `unknown`: it could not be looked at. */
  state: 'ok' | 'missing' | 'note' | 'unknown';
  /** What is there, or why not. */
  message: string;
  /** The command or the deed that mends it. */
  remedy?: string;
}

/**
 * What interconnects and workloads have in common. Everything but `probe.read` and `checkCluster` is pure, and nothing outside an adapter's
 * package knows its kinds of objects.
 *
 * @typeParam Spec - a spec that names this adapter
 * @typeParam Part - what it contributes to a view
 * @public
 */
export interface AdapterBase<
  Spec extends FederationSpec = FederationSpec,
  Part extends AssembledPart = AssembledPart,
> {
  /** As `<role>.kind` of a spec names it. */
  readonly kind: string;
  /** What a person reads: the product's name. */
  readonly title: string;
  /** The part of the spec that it owns: `interconnect` or `workload`. Applies defaults; a message says the rule. */
  readonly specSchema: z.ZodType<OfKind>;
  /**
   * What of its part of a spec the configuration says, for specs that are given without it; what is stored stays as it is.
   *
   * @returns `problems`: what is wrong in the configuration, and therefore not used
   */
  defaults?(config: RootConfigService): {
    part: Record<string, unknown>;
    problems: string[];
  };
  /** Resource types that the live view watches in each cluster. */
  readonly watches: WatchRequest[];
  /** Types of what it makes besides those that it watches and Kubernetes' own; leftovers are looked for in them too. */
  readonly types?: readonly ResourceType[];
  /** Kinds of its findings' subjects besides `site`, `link` and `service`, in the order in which one carries the next. */
  readonly subjects?: readonly string[];
  /** Namespaces of its own, which are never a hub or a member; `*` stands for any characters. */
  readonly reservedNamespaces?: readonly string[];
  /** Its small actions. */
  readonly actions?: FederationAction[];
  /** Examples of the actions on whole federations, by the action's id, with this kind in them. */
  readonly examples?: Record<string, ActionExample[]>;
  /**
   * The type of an object that carries the federation's label, when it is one that this adapter makes; undefined
   * otherwise. Asked of a plan's objects and of those in the clusters. No adapter plans removals: they are its plan run
   * backwards, and whatever it owns that no plan holds.
   */
  owns(object: KubeObject): ResourceType | undefined;
  /**
   * Calls that come before any of these objects goes. Not asked when the whole federation goes.
   *
   * @param spec - the federation that the objects were made for
   */
  beforeRemoval?(
    spec: Spec,
    removed: StepInput[],
    observed: Observed,
  ): CallStep[];
  /**
   * Its part of the view, with its findings. Pure: no time of observation may be in it.
   *
   * @param clusters - those of the federation; one that was never heard has no objects
   * @param evidence - what it asked for by `wantedLogs` and `probe`
   * @param now - for what is overdue
   * @param services - for an interconnect: what the workload exposes
   */
  assemble(
    spec: Spec,
    clusters: ClusterSnapshot[],
    evidence: AdapterEvidence,
    now: Date,
    services?: ExposedService[],
  ): Part;
  /** What has no watch and is asked for now and then. */
  readonly probe?: Probe<Spec>;
  /** Pods whose logs explain what is wrong now, or tell what objects do not; none when they are not needed. */
  wantedLogs(spec: Spec, clusters: ClusterSnapshot[]): WantedLog[];
  /**
   * Looks whether a cluster has what it needs there, for somebody who adds the cluster. Changes nothing.
   *
   * @throws ServiceUnavailableError when the cluster does not answer any more
   */
  checkCluster?(
    client: ClusterClient,
    options: {
      signal: AbortSignal;
      /** Whether the cluster is OpenShift. */
      openshift: boolean;
      /** Whether the actions shall install what can be installed by them. */
      installs: boolean;
    },
  ): Promise<ClusterCheck[]>;
  /** Its part of the catalog. */
  entities?(spec: Spec): FederationComponent[];
}
