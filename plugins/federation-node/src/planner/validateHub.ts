import { InputError } from '@backstage/errors';
import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  federationOf,
  hubOf,
  objectInWords,
  parseHubId,
  Observed,
  FoundClaims,
} from '@backstage-federation/federation-plans';
import { labelledPlaces } from './namespaces';

/**
 * Refuses to take over what belongs to a federation of the same name with another hub: while that one exists, or cannot be
 * asked. What is left of one whose cluster says that it is gone may be taken.
 *
 * @throws InputError that names the place
 * @internal
 */
export function validateHub(
  spec: FederationSpec,
  observed: Observed,
  { standing, identities, silent }: FoundClaims,
): void {
  const answered = new Set(identities.values());
  const { hub } = observed;
  const isStored = hub !== undefined && standing.get(spec.name)?.hub === hub;
  for (const { cluster, namespace } of labelledPlaces(spec)) {
    for (const object of observed.clusters[cluster]?.objects ?? []) {
      if (object.metadata.namespace !== namespace) continue;
      if (federationOf(object) !== spec.name) continue;
      const noted = hubOf(object);
      const of = `name: ${objectInWords(
        cluster,
        object,
      )} belongs to a federation "${spec.name}"`;
      if (noted !== undefined && noted !== hub) {
        const isGone =
          answered.has(parseHubId(noted).identity) &&
          standing.get(spec.name)?.hub !== noted;
        if (!isGone) {
          throw new InputError(
            `${of} with another hub, so nothing was changed; choose another name, or delete that federation first. If its hub is gone for good, take the annotation backstage-federation.dev/hub off what is there`,
          );
        }
      } else if (noted === undefined && !isStored && silent.length) {
        throw new InputError(
          `${of} whose hub may be in a cluster that does not answer, so nothing was changed; run this again when it answers`,
        );
      }
    }
  }
}
