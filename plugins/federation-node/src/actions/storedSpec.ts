import {
  ConflictError,
  InputError,
  NotFoundError,
  toError,
} from '@backstage/errors';
import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { FederationAdapters } from '../contract/FederationAdapters';
import {
  Observed,
  FoundClaims,
  FoundSpec,
  SpecClaim,
  hubId,
  objectInWords,
} from '@backstage-federation/federation-plans';
import { storedObject } from '../planner/specStep';
import { PermittedContext } from './authorize';
import { ActionContext } from './context';

/**
 * The spec of the federation, where there is one. It counts in the hub that it names and nowhere else, and of two the older one.
 *
 * @throws InputError when it cannot be used, with what to do
 */
export async function findStoredClaim(
  context: PermittedContext,
  federation: string,
): Promise<SpecClaim | undefined> {
  const { standing } = await context.claims();
  const claim = standing.get(federation);
  if (claim) refuseUnusable(claim, context.adapters);
  return claim;
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
  throw new InputError(
    `federation: the stored spec of "${name}" cannot be used, so nothing was changed; correct it in ${objectInWords(
      cluster,
      object,
    )}, then run this again: ${error}`,
  );
}

/**
 * The spec of a federation that must exist, as it is stored: its adapters' parts are not checked again.
 *
 * @throws NotFoundError that names the clusters that did not answer; InputError when it cannot be read
 * @public
 */
export async function requireStoredSpec(
  context: PermittedContext,
  federation: string,
): Promise<FederationSpec> {
  return (await requireStoredClaim(context, federation)).spec;
}

/** As {@link requireStoredSpec}, with where it is. @throws the same */
export async function requireStoredClaim(
  context: PermittedContext,
  federation: string,
): Promise<SpecClaim> {
  const claim = await findStoredClaim(context, federation);
  if (claim) return claim;
  throw notFound(federation, (await context.claims()).silent);
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
 * Whether a federation exists with its hub at that place.
 *
 * @throws what the hub's cluster answers when it cannot say
 */
export async function isStored(
  {
    federation,
    hub,
  }: {
    federation: string;
    hub: { cluster: string; namespace: string };
  },
  { standing, identities, silent }: FoundClaims,
  { clusters, signal }: ActionContext,
): Promise<boolean | undefined> {
  if (silent.includes(hub.cluster)) {
    await clusters.identity(hub.cluster, { signal });
    return undefined;
  }
  const identity = identities.get(hub.cluster);
  return (
    identity !== undefined &&
    standing.get(federation)?.hub === hubId(identity, hub.namespace)
  );
}

/**
 * Sees to it that what is changed is what was judged: the spec in the hub must be the one that the search found.
 *
 * @throws ConflictError when it has come or changed since; InputError when it does not count
 */
export function refuseUnjudged(
  spec: FederationSpec,
  observed: Observed,
  { standing, rejected }: FoundClaims,
): void {
  const object = storedObject(spec, observed);
  if (!object) return;
  const { uid, resourceVersion, namespace } = object.metadata;
  const isSame = ({ object: { metadata } }: FoundSpec) =>
    metadata.uid === uid &&
    metadata.resourceVersion === resourceVersion &&
    metadata.namespace === namespace;
  const claim = standing.get(spec.name);
  if (claim && isSame(claim)) return;
  const where = objectInWords(spec.hub.cluster, object);
  if (rejected.some(isSame)) {
    throw new InputError(
      `federation: ${where} holds a spec of another name or another hub, so nothing was changed; correct or delete it, then run this again`,
    );
  }
  throw new ConflictError(
    `${where} has come or changed since it was looked at, so nothing was changed; run this again`,
  );
}
