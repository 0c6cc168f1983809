import {
  FederationSpec,
  MemberSpec,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { EnsureStep, Observed } from '../contract/plan';
import {
  SPEC_CHANGED_ANNOTATION,
  isSpecConfigMap,
  readSpecConfigMap,
  specConfigMap,
  specConfigMapName,
  storesSameSpec,
} from './specConfigMap';

/** Id of the step that stores the spec. @public */
export const SPEC_STEP = 'hub/spec';

function storedObject(
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

/** The spec that is stored in the hub, when it was seen and can be read. @internal */
export function storedSpec(
  spec: FederationSpec,
  observed: Observed,
): FederationSpec | undefined {
  const object = storedObject(spec, observed);
  try {
    return object && readSpecConfigMap(object);
  } catch {
    // A spec that cannot be read is written anew; what it held can no longer be known.
    return undefined;
  }
}

/** Whether a spec has this member, and has it there. @internal */
export function hasMember(spec: FederationSpec, member: MemberSpec): boolean {
  return spec.members.some(
    ({ name, cluster, namespace }) =>
      name === member.name &&
      cluster === member.cluster &&
      namespace === member.namespace,
  );
}

/** Stores the spec, with the time since when it is as it is. @internal */
export function specStep(
  spec: FederationSpec,
  observed: Observed,
  dependsOn: string[],
  now: Date | undefined,
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
    dependsOn,
    objects: [specConfigMap(spec, changedAt)],
  };
}
