import {
  FederationSpec,
  LinkView,
  Place,
  ServiceView,
  SiteView,
} from '@backstage-federation/plugin-federation-common';
import {
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import {
  PlanStep,
  ReadRequest,
  Observed,
} from '@backstage-federation/federation-plans';
import { AdapterBase, ExposedService } from './adapter';
import { AssembledPart, ClusterSnapshot } from './view';

/** A network that somebody made without a spec, in the words of one. @public */
export type FoundNetwork = Omit<FederationSpec, 'name' | 'workload'>;

/** The interconnect's part of a view. The engine sorts, counts and judges its rows. @public */
export interface AssembledInterconnect extends AssembledPart {
  /** One for each place, where there is one. */
  sites: SiteView[];
  /** Every link of the federation's sites, in either direction. */
  links: LinkView[];
  /** One for each routing key. */
  services: ServiceView[];
}

/**
 * Sites, links and exposed services: the network half of a federation.
 *
 * @public
 */
export interface Interconnect<Spec extends FederationSpec = FederationSpec>
  extends AdapterBase<Spec, AssembledInterconnect> {
  /** What tells it from a workload. */
  readonly role: 'interconnect';
  /** The object that makes a namespace a site. A cluster that serves its type has the interconnect installed. */
  readonly site: {
    type: ResourceType;
    /** Version of the interconnect, where a site tells it. */
    version?(site: KubeObject): string | undefined;
  };
  /** Causes of its findings that only say that nothing of the workload is there; left out where its own finding says why. */
  readonly workloadSymptoms?: readonly string[];
  /** Names of objects that it makes itself in each site's namespace; `*` stands for any characters. */
  readonly reservedNames?: readonly string[];
  /** Networks that are there without a spec; none with a site that a federation has, as `isKnown` says. */
  find?(
    clusters: ClusterSnapshot[],
    isKnown: (place: Place, site: KubeObject) => boolean,
  ): FoundNetwork[];
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
}
