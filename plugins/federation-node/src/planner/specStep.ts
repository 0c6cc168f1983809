import {
  FederationSpec,
  MemberSpec,
} from '@backstage-federation/plugin-federation-common';
import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  EnsureStep,
  PlanStep,
  TransferStep,
  isSpecConfigMap,
  Observed,
  SPEC_CHANGED_ANNOTATION,
  leavingMembers,
  readSpecConfigMap,
  specConfigMap,
  specConfigMapName,
  storesSameSpec,
} from '@backstage-federation/federation-plans';

/** Id of the step that stores the spec. @public */
export const SPEC_STEP = 'hub/spec';

/** The ConfigMap that holds the spec in the hub, when it was seen. @internal */
export function storedObject(
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

/** What is stored in the hub, when it was seen and can be read; with the members that are being taken away. @internal */
export function storedSpec(
  spec: FederationSpec,
  observed: Observed,
): { stored?: FederationSpec; leaving: MemberSpec[] } {
  const object = storedObject(spec, observed);
  if (!object) return { leaving: [] };
  const leaving = leavingMembers(object);
  try {
    return { stored: readSpecConfigMap(object), leaving };
  } catch {
    // A spec that cannot be read is written anew; what it held can no longer be known.
    return { leaving };
  }
}

/** Whether a spec has this member, and has it there. @internal */
export function hasMember(spec: FederationSpec, member: MemberSpec): boolean {
  return spec.members.some(one => isSameMember(one, member));
}

function isSameMember(one: MemberSpec, other: MemberSpec): boolean {
  return (
    one.name === other.name &&
    one.cluster === other.cluster &&
    one.namespace === other.namespace
  );
}

/** How the spec is stored. @internal */
export interface SpecStepOptions {
  now?: Date;
  /** Of the ConfigMap that the spec was made from: one that was changed since is not overwritten. */
  resourceVersion?: string;
  /** Members that the spec no longer has, and that are still there. */
  leaving?: MemberSpec[];
}

/**
 * Stores the spec, with the time since when it is as it is. All else comes after it, so that nothing is ever made that no
 * spec knows of. Whoever edited it by hand, it is ours alone: what they wrote was read before.
 *
 * @internal
 */
export function specStep(
  spec: FederationSpec,
  observed: Observed,
  { now, resourceVersion, leaving }: SpecStepOptions,
): EnsureStep {
  const stored = storedObject(spec, observed);
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
    dependsOn: ['hub/namespace'],
    objects: [specConfigMap(spec, changedAt, leaving)],
    takesOver: true,
    ...(resourceVersion && { resourceVersion }),
  };
}

/** The hub's namespace, of the step that stores the spec. @internal */
export function placeOfSpec(step: PlanStep): string | undefined {
  return step.id === SPEC_STEP && step.kind === 'ensure'
    ? step.objects[0].metadata.namespace
    : undefined;
}

/** Forgets members that are gone. What else was stored meanwhile stays. @internal */
export function leftStep(
  spec: FederationSpec,
  left: MemberSpec[],
  dependsOn: string[],
): TransferStep {
  const { cluster, namespace } = spec.hub;
  const key = {
    type: kube.configMap,
    namespace,
    name: specConfigMapName(spec.name),
  };
  const isLeft = (member: MemberSpec) =>
    left.some(one => isSameMember(one, member));
  return {
    kind: 'transfer',
    id: `${SPEC_STEP}-left`,
    title: `hub: forget ${left.map(({ name }) => name).join(', ')}`,
    cluster,
    dependsOn: [SPEC_STEP, ...dependsOn],
    inputs: { stored: { cluster, key } },
    objects: ({ stored }) => [
      {
        ...specConfigMap(
          spec,
          stored.metadata.annotations?.[SPEC_CHANGED_ANNOTATION],
          leavingMembers(stored).filter(member => !isLeft(member)),
        ),
        data: stored.data,
      },
    ],
    produces: [key],
  };
}

/** The steps, all after the one that stores the spec: those that wait for none of the others wait for it. @internal */
export function afterSpec(steps: PlanStep[]): PlanStep[] {
  const ids = new Set(steps.map(({ id }) => id));
  return steps.map(step => {
    const own = step.dependsOn.filter(id => ids.has(id));
    return { ...step, dependsOn: own.length ? own : [SPEC_STEP] };
  });
}
