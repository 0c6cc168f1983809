import {
  FederationCount,
  FederationSpec,
  Finding,
  LinkView,
  OfKind,
  ServiceView,
  SiteView,
} from '@backstage-federation/plugin-federation-common';
import {
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { AdapterBase } from './adapter';
import { Observed, PlanStep, ReadRequest } from './plan';
import { AdapterEvidence, Claim, ClusterSnapshot } from './view';

/** A TCP service of the workload that the interconnect carries from the hub to the members. @public */
export interface ExposedService {
  routingKey: string;
  port: number;
  /** Labels of the pods on the hub. */
  selector: Record<string, string>;
  /** Host (Service name) under which members reach it. */
  host: string;
}

/** The interconnect's part of a view. Sites, links and services are counted and judged by the engine. @public */
export interface AssembledInterconnect {
  sites: SiteView[];
  links: LinkView[];
  services: ServiceView[];
  findings: Finding[];
  /** What the view shows of its kind only. */
  view?: { kind: string } | OfKind;
  /** What else it counts. */
  counts?: FederationCount[];
  /** What else the first sentence should say. */
  claims?: Claim[];
}

/**
 * Sites, links and exposed services: the network half of a federation.
 *
 * @public
 */
export interface Interconnect<Spec extends FederationSpec = FederationSpec>
  extends AdapterBase<Spec> {
  readonly role: 'interconnect';
  /** The object that makes a namespace a site. A cluster that serves its type has the interconnect installed. */
  readonly site: {
    type: ResourceType;
    /** Version of the interconnect, where a site tells it. */
    version?(site: KubeObject): string | undefined;
  };
  /** What `plan` and a removal must see of the clusters. */
  reads(spec: Spec, services: ExposedService[]): ReadRequest[];
  /**
   * Refuses what cannot work before anything is created.
   * @throws InputError that names each field and its rule
   */
  validate(spec: Spec, services: ExposedService[], observed: Observed): void;
  /**
   * Steps that bring sites, links and services up. `services` are what the workload exposes.
   * Step ids that others wait for: `hub/site-ready`, `<member>/link-operational`, `<member>/listeners`.
   * They also take away what is too much in the places of the spec, such as a link to a former hub.
   * Steps may depend on `hub/namespace` and `<member>/namespace`; the planner drops what a plan does not hold.
   */
  plan(spec: Spec, services: ExposedService[], observed: Observed): PlanStep[];
  /** The interconnect's part of the view, with its findings. */
  assemble(
    spec: Spec,
    clusters: ClusterSnapshot[],
    evidence: AdapterEvidence,
    now: Date,
  ): AssembledInterconnect;
}
