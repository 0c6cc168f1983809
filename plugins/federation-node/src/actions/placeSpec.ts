import {
  FederationSpec,
  FederationSpecInput,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';

/**
 * A spec with one place only, for the steps of an action that acts on one.
 *
 * @param more - what else the steps need of a spec
 * @throws InputError that names the spec's field and its rule
 * @public
 */
export function placeSpec(
  place: { federation: string; cluster: string; namespace: string },
  more: {
    hub?: Partial<FederationSpecInput['hub']>;
    interconnect?: FederationSpecInput['interconnect'];
    workload?: FederationSpecInput['workload'];
  } = {},
): FederationSpec {
  const { federation, cluster, namespace } = place;
  return parseFederationSpec({
    name: federation,
    hub: { cluster, namespace, ...more.hub },
    members: [],
    interconnect: more.interconnect,
    workload: more.workload,
  });
}
