import { InputError, NotFoundError, toError } from '@backstage/errors';
import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { kube } from '@backstage-federation/kubernetes-clusters';
import { isSpecConfigMap } from '@backstage-federation/federation-plans';
import { specConfigMapName } from '../planner/specConfigMap';
import { FederationAdapters } from '../contract/FederationAdapters';
import { findSpecClaims } from '../spec/findSpecClaims';
import { SpecClaim } from '../spec/specClaims';
import { ActionContext } from './context';

/** What the search for a federation's spec came to. */
export interface StoredSpec {
  /** What counts, in its hub. */
  claim?: SpecClaim;
  /** Of the claim. */
  spec?: FederationSpec;
  /** Clusters that did not answer: there it may be. */
  silent: string[];
  /** Of the clusters that answered, by their names. */
  identities: ReadonlyMap<string, string>;
}

/**
 * Looks for the spec of a federation in all clusters. It counts in the hub that it names and nowhere else, and of two the
 * older one.
 *
 * @throws InputError when it cannot be read, with what to do
 */
export async function findStoredSpec(
  { clusters, adapters, signal }: ActionContext,
  federation: string,
): Promise<StoredSpec> {
  const { standing, silent, identities } = await findSpecClaims(
    clusters,
    federation,
    signal,
  );
  const claim = standing.get(federation);
  if (claim) refuseUnusable(claim, adapters);
  return { ...(claim && { claim, spec: claim.spec }), silent, identities };
}

/** @throws InputError for a spec that breaks a rule, or names a place that no federation may have */
function refuseUnusable(claim: SpecClaim, adapters: FederationAdapters): void {
  const { name, cluster, object, spec } = claim;
  let { error } = claim;
  try {
    adapters.refuseReservedPlaces(spec);
  } catch (reserved) {
    error ??= toError(reserved).message;
  }
  if (error === undefined) return;
  const { namespace, name: configMap } = object.metadata;
  throw new InputError(
    `federation: the stored spec of "${name}" cannot be used, so nothing was changed; correct it in ConfigMap "${configMap}" in namespace "${namespace}" of cluster "${cluster}", then run this again: ${error}`,
  );
}

/**
 * The spec of a federation that must exist, as it is stored: its adapters' parts are not checked again.
 *
 * @throws NotFoundError that names the clusters that did not answer; InputError when it cannot be read
 * @public
 */
export async function requireStoredSpec(
  context: ActionContext,
  federation: string,
): Promise<FederationSpec> {
  return (await requireStoredClaim(context, federation)).spec;
}

/** As {@link requireStoredSpec}, with where it is. @throws the same */
export async function requireStoredClaim(
  context: ActionContext,
  federation: string,
): Promise<SpecClaim> {
  const { claim, silent } = await findStoredSpec(context, federation);
  if (!claim) throw notFound(federation, silent);
  return claim;
}

/** The error for a federation that no cluster knows, with the clusters that did not answer. */
export function notFound(federation: string, silent: string[]): Error {
  const note = silent.length
    ? ` (these clusters did not answer: ${silent.join(', ')})`
    : '';
  return new NotFoundError(
    `federation: no federation named "${federation}" found${note}`,
  );
}

/**
 * Whether a federation exists, with its hub at that place. One call to one cluster, so that the permission is
 * known before anything else is looked at.
 *
 * @throws what the hub's cluster answers when it cannot say
 */
export async function isStored(
  { clusters, signal }: ActionContext,
  federation: string,
  hub: { cluster: string; namespace: string },
): Promise<boolean> {
  if (!clusters.list().some(cluster => cluster.name === hub.cluster)) {
    return false;
  }
  const object = await clusters.get(hub.cluster).get(
    {
      type: kube.configMap,
      namespace: hub.namespace,
      name: specConfigMapName(federation),
    },
    { signal },
  );
  return object !== undefined && isSpecConfigMap(object);
}
