import {
  FederationSpec,
  parseFederationSpec,
  WorkloadSecurity,
} from '@backstage-federation/plugin-federation-common';

/** A spec with one place only, for the steps of an action that acts on one. */
export function placeSpec(input: {
  federation: string;
  cluster: string;
  namespace: string;
  version?: string;
  security?: WorkloadSecurity;
}): FederationSpec {
  const { federation, cluster, namespace, version, security } = input;
  return parseFederationSpec({
    name: federation,
    hub: { cluster, namespace },
    members: [],
    workload: { version, security },
  });
}
