import { Observed, RemovalPart } from '@backstage-federation/federation-plans';
import {
  FederationSpec,
  MEMBER_LABEL,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { Adapters } from '../contract/FederationAdapters';
import { LabelledPlace, labelledPlaces } from './namespaces';

/** What one adapter makes of the hub or of one member. @internal */
export interface FederationPart extends RemovalPart {
  role: keyof Adapters;
}

const ROLES = ['interconnect', 'workload'] as const;
const NOTHING: Observed = { clusters: {} };

/**
 * What a federation is made of: the hub's and each member's parts, with the steps that would make them where there is
 * nothing. What a member has on the hub is the member's; a step that several share is the first one's.
 *
 * @throws InputError for a spec that an adapter cannot plan
 * @internal
 */
export function partsOf(
  spec: FederationSpec,
  adapters: Adapters,
): FederationPart[] {
  const { interconnect, workload } = adapters;
  const services = workload.services(spec);
  const places = labelledPlaces(spec);
  const [hub, ...others] = places;
  const memberNames = new Set(others.map(({ label }) => label));
  const isAt = (place: LabelledPlace, cluster: string, object: KubeObject) =>
    place.cluster === cluster && place.namespace === object.metadata.namespace;
  const isOf = (place: LabelledPlace, cluster: string, object: KubeObject) => {
    const member = object.metadata.labels?.[MEMBER_LABEL] ?? '';
    return isAt(hub, cluster, object) && memberNames.has(member)
      ? member === place.label
      : isAt(place, cluster, object);
  };
  const planned = new Set<string>();
  return ROLES.flatMap(role =>
    places.map(place => {
      const members = spec.members.filter(({ name }) => name === place.label);
      const alone = { ...spec, members };
      const steps = (
        role === 'interconnect'
          ? interconnect.plan(alone, services, NOTHING)
          : workload.plan(alone, NOTHING)
      ).filter(step => !planned.has(step.id));
      steps.forEach(step => planned.add(step.id));
      return {
        role,
        label: place.label,
        steps,
        owns: (object: KubeObject, cluster: string) =>
          isOf(place, cluster, object)
            ? adapters[role].owns(object)
            : undefined,
      };
    }),
  );
}
