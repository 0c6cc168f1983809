import { ServiceUnavailableError } from '@backstage/errors';
import {
  FederationSpec,
  MemberSpec,
} from '@backstage-federation/plugin-federation-common';
import { Adapters } from '../contract/FederationAdapters';
import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import { finishPlan } from './finishPlan';
import {
  LabelledPlace,
  labelledPlaces,
  namespaceRemovalSteps,
  namespaceSteps,
} from './namespaces';
import {
  SPEC_CHANGED_ANNOTATION,
  isSpecConfigMap,
  readSpecConfigMap,
  specConfigMap,
  specConfigMapName,
  storesSameSpec,
} from './specConfigMap';
import { EnsureStep, Observed, Plan, PlanStep } from '../contract/plan';

/** @public */
export interface PlanOptions extends Adapters {
  /**
   * Noted at the spec when the spec changes; default the present time, and none when nothing was observed, so that a
   * rendered plan stays the same.
   */
  now?: Date;
}

/** @public */
export interface RemovalOptions extends Adapters {
  /** Also remove the namespaces that were made for the federation. */
  removeNamespaces?: boolean;
}

/** Id of the step that stores the spec. @public */
export const SPEC_STEP = 'hub/spec';

function storedSpec(
  spec: FederationSpec,
  observed: Observed,
): KubeObject | undefined {
  return observed.clusters[spec.hub.cluster]?.objects.find(
    object =>
      isSpecConfigMap(object) &&
      object.metadata.namespace === spec.hub.namespace &&
      object.metadata.name === specConfigMapName(spec.name),
  );
}

/** Members that the stored spec has and the new one has not, or has elsewhere. @internal */
export function droppedMembers(
  spec: FederationSpec,
  observed: Observed,
): { stored: FederationSpec; members: MemberSpec[] } | undefined {
  const object = storedSpec(spec, observed);
  if (!object) return undefined;
  let stored: FederationSpec;
  try {
    stored = readSpecConfigMap(object);
  } catch {
    // A spec that cannot be read is written anew; what it held can no longer be known.
    return undefined;
  }
  return {
    stored,
    members: stored.members.filter(
      old =>
        !spec.members.some(
          m =>
            m.name === old.name &&
            m.cluster === old.cluster &&
            m.namespace === old.namespace,
        ),
    ),
  };
}

/** A plan made of half of what there is would create twice what it did not see. */
function requireObserved(clusters: string[], observed: Observed): void {
  for (const cluster of new Set(clusters)) {
    const error = observed.clusters[cluster]?.error;
    if (error) {
      throw new ServiceUnavailableError(
        `Cluster "${cluster}" cannot be read: ${error}`,
      );
    }
  }
}

function specStep(
  spec: FederationSpec,
  observed: Observed,
  dependsOn: string[],
  now: Date | undefined,
): EnsureStep {
  const stored = storedSpec(spec, observed);
  const looked = observed.clusters[spec.hub.cluster] !== undefined;
  const time = now ?? (looked ? new Date() : undefined);
  const changedAt =
    stored && storesSameSpec(stored, spec)
      ? stored.metadata.annotations?.[SPEC_CHANGED_ANNOTATION]
      : time?.toISOString();
  return {
    kind: 'ensure',
    id: SPEC_STEP,
    title: `hub: store the spec of ${spec.name}`,
    cluster: spec.hub.cluster,
    dependsOn,
    objects: [specConfigMap(spec, changedAt)],
  };
}

/** Puts the site's removal after the workload's, and the workload's after the links'. */
function orderRemoval(
  interconnect: PlanStep[],
  workload: PlanStep[],
): PlanStep[] {
  const early = interconnect.filter(s =>
    /\/remove\/(links|services|tokens)$/.test(s.id),
  );
  const on = (steps: PlanStep[], cluster: string) =>
    steps.filter(s => s.cluster === cluster).map(s => s.id);
  return [
    ...interconnect.map(step =>
      step.id.endsWith('/remove/site')
        ? {
            ...step,
            dependsOn: [...step.dependsOn, ...on(workload, step.cluster)],
          }
        : step,
    ),
    ...workload.map(step => ({
      ...step,
      dependsOn: [...step.dependsOn, ...on(early, step.cluster)],
    })),
  ];
}

function removalOfMember(
  spec: FederationSpec,
  member: MemberSpec,
  observed: Observed,
  { interconnect, workload }: Adapters,
): PlanStep[] {
  return orderRemoval(
    interconnect.planMemberRemoval(spec, member, observed),
    workload.planMemberRemoval(spec, member, observed),
  );
}

/**
 * The steps from what is to what a spec asks for. A federation that is as it should be gives a plan that changes nothing.
 *
 * @param spec - the desired federation
 * @param observed - what there is; empty to plan as if there were nothing
 * @throws InputError that names the field, when the spec cannot work with what there is
 * @throws ServiceUnavailableError when a cluster of the spec could not be read
 * @throws NotFoundError when the interconnect is not installed in a cluster
 * @public
 */
export function planFederation(
  spec: FederationSpec,
  observed: Observed,
  options: PlanOptions,
): Plan {
  const { interconnect, workload } = options;
  const places = labelledPlaces(spec);
  const dropped = droppedMembers(spec, observed);
  requireObserved(
    [...places, ...(dropped?.members ?? [])].map(p => p.cluster),
    observed,
  );
  const services = workload.services(spec);
  interconnect.validate(spec, services, observed);
  const removal = (dropped?.members ?? []).flatMap(member =>
    removalOfMember(dropped!.stored, member, observed, options),
  );
  // While something dropped is still there, only the stored spec knows of it: it is overwritten last.
  const before = ['hub/namespace', ...removal.map(step => step.id)];
  return finishPlan(spec.name, [
    ...places.flatMap(place => namespaceSteps(place, spec.name, observed)),
    ...removal,
    specStep(spec, observed, before, options.now),
    ...interconnect.plan(spec, services, observed),
    ...workload.plan(spec, observed),
  ]);
}

/**
 * The steps that take one member away and store the spec without it.
 *
 * @throws InputError when the federation has no such member
 * @public
 */
export function planMemberRemoval(
  spec: FederationSpec,
  member: MemberSpec,
  observed: Observed,
  options: PlanOptions & RemovalOptions,
): Plan {
  requireObserved([spec.hub.cluster, member.cluster], observed);
  const steps = removalOfMember(spec, member, observed, options);
  const place: LabelledPlace = { ...member, label: member.name };
  const namespaces = options.removeNamespaces
    ? namespaceRemovalSteps(
        place,
        spec.name,
        observed,
        steps.map(step => step.id),
      )
    : [];
  const rest = {
    ...spec,
    members: spec.members.filter(m => m.name !== member.name),
  };
  return finishPlan(spec.name, [
    ...steps,
    ...namespaces,
    specStep(
      rest,
      observed,
      [...steps, ...namespaces].map(step => step.id),
      options.now,
    ),
  ]);
}

/**
 * The steps that take a federation away: links, listeners and connectors, tokens and grants, workload, sites, what is left
 * of credentials, on request the namespaces that were made for it, and its spec at last.
 *
 * @public
 */
export function planFederationRemoval(
  spec: FederationSpec,
  observed: Observed,
  options: RemovalOptions,
): Plan {
  const places = labelledPlaces(spec);
  requireObserved(
    places.map(place => place.cluster),
    observed,
  );
  const { interconnect, workload } = options;
  const steps = orderRemoval(
    interconnect.planRemoval(spec, observed),
    workload.planRemoval(spec, observed),
  );
  const all = steps.map(step => step.id);
  const inPlace = (place: LabelledPlace) =>
    options.removeNamespaces
      ? namespaceRemovalSteps(place, spec.name, observed, all)
      : [];
  const [hub, ...members] = places;
  const memberNamespaces = members.flatMap(inPlace);
  const specRemoval: PlanStep = {
    kind: 'remove',
    id: 'hub/remove/spec',
    title: `hub: remove the spec of ${spec.name}`,
    cluster: spec.hub.cluster,
    dependsOn: [...all, ...memberNamespaces.map(step => step.id)],
    keys: [
      {
        type: kube.configMap,
        namespace: spec.hub.namespace,
        name: specConfigMapName(spec.name),
      },
    ],
  };
  return finishPlan(spec.name, [
    ...steps,
    ...memberNamespaces,
    specRemoval,
    // The hub's namespace holds the spec, so it goes after it.
    ...inPlace(hub).map(step => ({
      ...step,
      dependsOn: [...step.dependsOn, specRemoval.id],
    })),
  ]);
}
