import {
  FederationSpec,
  Finding,
  Phrase,
} from '@backstage-federation/plugin-federation-common';
import {
  PlanStep,
  ReadRequest,
  Observed,
} from '@backstage-federation/federation-plans';
import { AdapterBase, ExposedService } from './adapter';
import { FoundNetwork } from './interconnect';
import { AssembledPart, ClusterSnapshot, ViewRow } from './view';

/** The workload's part of a view. The id of a member's row begins with `<cluster>/<namespace>/`. @public */
export interface AssembledWorkload extends AssembledPart {
  /** Sorted by id; the engine looks for those that start, are degraded or unknown. */
  rows: ViewRow[];
  /** Where it stands, for the sentence of a federation. */
  summary: {
    /** While it starts: `1 of 2 workers connected`. */
    starting: Phrase;
    /** When it is well: `2 workers connected`. */
    healthy: Phrase;
  };
}

/** What of a workload runs in a network, in the words of a spec as far as it is known, and its part of the view. @public */
export interface RecognisedWorkload
  extends Pick<FederationSpec, 'workload' | 'members'> {
  /** Of its `summary`, either is said. */
  part: AssembledWorkload;
}

/** Something that was lost, and comes back without anybody's choice. @public */
export interface Mend {
  /** What the view says once it is done. */
  finding: Finding;
  /** Some of the plan's steps, which change nothing but what was lost. */
  steps(observed: Observed): PlanStep[];
}

/**
 * What runs on hub and members.
 *
 * @public
 */
export interface Workload<Spec extends FederationSpec = FederationSpec>
  extends AdapterBase<Spec, AssembledWorkload> {
  /** What tells it from an interconnect. */
  readonly role: 'workload';
  /**
   * Causes of its findings that only say that the network does not carry. They are left out where the network's own
   * finding says why.
   */
  readonly networkSymptoms?: readonly string[];
  /** What of it runs in a network that was found; undefined when nothing does. */
  recognise?(
    network: FoundNetwork,
    clusters: ClusterSnapshot[],
  ): RecognisedWorkload | undefined;
  /** What the interconnect must carry. @throws InputError for a spec that it cannot run */
  services(spec: Spec): ExposedService[];
  /** Names in the spec that become names of objects, with their fields: `members[0].workers[1].name`. */
  names?(spec: Spec): { field: string; name: string }[];
  /** What `plan` and a removal must see of the clusters. */
  reads(spec: Spec): ReadRequest[];
  /**
   * Steps that bring it up; they depend on the interconnect's named steps. They make all that there shall be in the places
   * of the spec: whatever else of its own carries the federation's label there is taken away.
   */
  plan(spec: Spec, observed: Observed): PlanStep[];
  /** What a backend may mend by itself now, by the newest reading of the probe: apart what may be permitted apart. */
  mend?(spec: Spec, clusters: ClusterSnapshot[], reading: unknown): Mend[];
}
