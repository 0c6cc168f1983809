import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  Plan,
  ReadRequest,
  Observed,
  withoutClusters,
  SpecClaim,
  belongsTo,
  federationOf,
  hubId,
  hubOf,
} from '@backstage-federation/federation-plans';
import { Adapters } from '../contract/FederationAdapters';
import { withAdopted } from '../planner/adopted';
import { labelledPlaces } from '../planner/namespaces';
import { observeFederation } from '../planner/observeFederation';
import { planFederation } from '../planner/planFederation';
import {
  validateClusters,
  validatePermissions,
  validateTargets,
} from '../planner/validateTargets';
import { refuseTakenNames } from '../entities/refuseTakenNames';
import { ActionContext } from './context';
import { Taking } from './inputs';
import { PermittedContext } from './authorize';
import { unsure } from './ownership';
import { refuseUnjudged } from './storedSpec';

/**
 * Looks at the clusters of a spec, for the federation's hub.
 *
 * @throws InputError for a cluster that is not configured
 */
async function look(
  context: ActionContext,
  spec: FederationSpec,
  hub: string | undefined,
  reads?: ReadRequest[],
) {
  const options = {
    ...context.adapters.for(spec),
    signal: context.signal,
  };
  validateClusters(spec, context.clusters);
  const seen = await observeFederation(spec, context.clusters, {
    ...options,
    reads,
  });
  const observed: Observed = { ...seen, ...(hub !== undefined && { hub }) };
  return { observed, options };
}

/** Of the ConfigMap that a spec was read from: one that was changed since is not overwritten. */
export function versionOf(from: SpecClaim | undefined) {
  return { resourceVersion: from?.object.metadata.resourceVersion };
}

/** A federation with more places, in which something is changed for it. */
export function withPlaces(
  spec: FederationSpec,
  places: { cluster: string; namespace: string }[],
): FederationSpec {
  const idOf = (place: { cluster: string; namespace: string }) =>
    `${place.cluster}/${place.namespace}`;
  const known = new Set(labelledPlaces(spec).map(idOf));
  const more = new Map(
    places.flatMap(place =>
      known.has(idOf(place)) ? [] : [[idOf(place), place]],
    ),
  );
  const members = [...more.values()].map(({ cluster, namespace }) => ({
    name: cluster,
    cluster,
    namespace,
  }));
  return { ...spec, members: [...spec.members, ...members] };
}

/**
 * Looks at the clusters, plans what makes a spec true, and refuses what can't work before anything is changed: unknown or
 * silent clusters, places and names that are taken, missing rights.
 *
 * @param options - `adopt`: take over what was made by others
 * @throws InputError | ConflictError | NotAllowedError | ServiceUnavailableError that names the field or the cluster
 */
export async function prepareSpec(
  context: PermittedContext,
  spec: FederationSpec,
  options: Taking = {},
): Promise<Plan> {
  context.adapters.refuseReservedPlaces(spec);
  await context.permit(spec);
  const hubs = await context.claims();
  const identity = hubs.identities.get(spec.hub.cluster);
  const hub = identity && hubId(identity, spec.hub.namespace);
  const { observed, options: seen } = await look(context, spec, hub);
  refuseUnjudged(spec, observed, hubs);
  const claim = hubs.standing.get(spec.name);
  if (context.entities && !claim) {
    await refuseTakenNames(spec, seen, context.entities);
  }
  const planned = planFederation(spec, observed, {
    ...seen,
    ...versionOf(claim),
  });
  const plan = { ...planned, hub };
  const { clusters } = context;
  await validateTargets(spec, observed, clusters, { ...seen, plan, hubs });
  return withAdopted(plan, observed, clusters, {
    ...seen,
    adopt: options.adopt,
  });
}

/**
 * Looks at the clusters and plans only a part of a federation, or its removal. Checks clusters and rights, not whether the
 * rest of the spec could work.
 *
 * @param spec - what is looked at
 * @param makePlan - makes the plan of what was seen
 * @throws InputError | NotAllowedError that names the field or the cluster
 */
export async function preparePart(
  context: PermittedContext,
  spec: FederationSpec,
  makePlan: (observed: Observed, adapters: Adapters) => Plan,
  { adopt, reads }: Taking & { reads?: ReadRequest[] } = {},
): Promise<Plan> {
  // The steps' spec has the place as its hub; whose objects they are, the federation's own says.
  const claim = (await context.claims()).standing.get(spec.name);
  await context.permit(
    claim ? withPlaces(claim.spec, labelledPlaces(spec)) : spec,
  );
  const hub = claim?.hub;
  const { observed, options } = await look(context, spec, hub, reads);
  const plan = { ...makePlan(observed, options), hub };
  const { clusters } = context;
  await validatePermissions(plan, clusters, { ...options, observed });
  return withAdopted(plan, observed, clusters, { ...options, adopt });
}

/** A removal, and what it leaves. */
export interface PreparedRemoval {
  plan: Plan;
  /** Line by line what stays: in lost clusters, or because it says that it belongs to another hub. */
  leftBehind: string[];
}

/**
 * Like {@link preparePart}, for a removal that may leave clusters behind that are lost: they do not answer, or are no longer
 * configured.
 *
 * @param hub - the federation's, as its claim has it
 * @param leaveLost - whether the person has chosen that
 * @param makePlan - plans also what is in the lost clusters, by name
 * @throws ServiceUnavailableError that names the lost clusters and the choice; NotAllowedError
 */
export async function prepareRemoval(
  context: PermittedContext,
  spec: FederationSpec,
  hub: string | undefined,
  leaveLost: boolean | undefined,
  makePlan: (
    observed: Observed,
    options: Adapters & { lost: ReadonlySet<string> },
  ) => Plan,
): Promise<PreparedRemoval> {
  const adapters = context.adapters.for(spec);
  const options = { ...adapters, signal: context.signal };
  const seen = await observeFederation(spec, context.clusters, options);
  const claims = await context.claims();
  const unheard = claims.silent.length > 0;
  const observed: Observed = { ...seen, hub, unheard };
  refuseUnjudged(spec, observed, claims);
  const silent = [spec.hub, ...spec.members]
    .map(({ cluster }) => cluster)
    .filter(cluster => observed.clusters[cluster]?.error);
  const lost = new Set(silent.sort());
  if (lost.size && !leaveLost) {
    const which = [...lost].map(
      name => `"${name}" (${observed.clusters[name].error})`,
    );
    throw new ServiceUnavailableError(
      `These clusters cannot be read, so nothing was changed: ${which.join(
        ', ',
      )}. Run this again when they are back. If they do not come back, set leaveLostClusters: then what is there stays, and is listed.`,
    );
  }
  const { plan, left } = withoutClusters(
    makePlan(observed, { ...options, lost }),
    lost,
  );
  await validatePermissions(plan, context.clusters, { ...options, observed });
  const leftBehind = [...left, ...ofOtherHubs(spec, observed, claims.silent)];
  return { plan: { ...plan, hub }, leftBehind };
}

/** What bears the federation's name at its places and another hub, as after its hub was restored into another cluster, or may. */
function ofOtherHubs(
  spec: FederationSpec,
  observed: Observed,
  silent: string[],
): string[] {
  return labelledPlaces(spec).flatMap(({ cluster, namespace }) =>
    (observed.clusters[cluster]?.objects ?? []).flatMap(object => {
      const { name, namespace: at } = object.metadata;
      const isOther =
        at === namespace &&
        federationOf(object) === spec.name &&
        !belongsTo(object, spec.name, observed);
      const why = hubOf(object)
        ? 'says that it belongs to another hub'
        : unsure(silent);
      return isOther
        ? [`${cluster}: ${object.kind} ${at}/${name}, which ${why}`]
        : [];
    }),
  );
}
