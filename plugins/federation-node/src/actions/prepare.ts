import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  Plan,
  ReadRequest,
  Observed,
  withoutClusters,
} from '@backstage-federation/federation-plans';
import { Adapters } from '../contract/FederationAdapters';
import { withAdopted } from '../planner/adopted';
import { observeFederation } from '../planner/observeFederation';
import { planFederation } from '../planner/planFederation';
import {
  validateClusters,
  validatePermissions,
  validateTargets,
} from '../planner/validateTargets';
import { storedSpec } from '../planner/specStep';
import { refuseTakenNames } from '../entities/refuseTakenNames';
import { hubId, SpecClaim } from '../spec/specClaims';
import { ActionContext } from './context';
import { Taking } from './inputs';

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

/** Of the ConfigMap that a spec was read from. */
export function versionOf(from: SpecClaim | undefined) {
  return { resourceVersion: from?.object.metadata.resourceVersion };
}

/** Undefined when its cluster does not answer: then no plan can be made that needs it. */
async function hubOfSpec(
  { clusters, signal }: ActionContext,
  { hub }: FederationSpec,
): Promise<string | undefined> {
  try {
    return hubId(
      await clusters.identity(hub.cluster, { signal }),
      hub.namespace,
    );
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/**
 * Looks at the clusters, plans what makes a spec true, and refuses what can't work before anything is changed: unknown or
 * silent clusters, places and names that are taken, missing rights.
 *
 * @param options - `from`: the claim whose spec was edited: it is stored only if nobody has changed it since; `adopt`: take over
 * what was made by others
 * @throws InputError | NotAllowedError | ServiceUnavailableError that names the field or the cluster
 */
export async function prepareSpec(
  context: ActionContext,
  spec: FederationSpec,
  options: Taking & { from?: SpecClaim } = {},
): Promise<Plan> {
  context.adapters.refuseReservedPlaces(spec);
  const hub = await hubOfSpec(context, spec);
  const { observed, options: seen } = await look(context, spec, hub);
  if (context.entities && !storedSpec(spec, observed)) {
    await refuseTakenNames(spec, seen, context.entities);
  }
  const planned = planFederation(spec, observed, {
    ...seen,
    ...versionOf(options.from),
  });
  const plan = { ...planned, hub };
  const { clusters } = context;
  await validateTargets(spec, observed, clusters, { ...seen, plan });
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
 * @param hub - the federation's, as its claim has it; undefined when it has none
 * @param makePlan - makes the plan of what was seen
 * @throws InputError | NotAllowedError that names the field or the cluster
 */
export async function preparePart(
  context: ActionContext,
  spec: FederationSpec,
  hub: string | undefined,
  makePlan: (observed: Observed, adapters: Adapters) => Plan,
  { adopt, reads }: Taking & { reads?: ReadRequest[] } = {},
): Promise<Plan> {
  const { observed, options } = await look(context, spec, hub, reads);
  const plan = { ...makePlan(observed, options), hub };
  const { clusters } = context;
  await validatePermissions(plan, clusters, options);
  return withAdopted(plan, observed, clusters, { ...options, adopt });
}

/** A removal, and what it leaves. */
export interface PreparedRemoval {
  plan: Plan;
  /** Line by line what stays in lost clusters. */
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
  context: ActionContext,
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
  const observed: Observed = { ...seen, hub };
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
  await validatePermissions(plan, context.clusters, options);
  return { plan: { ...plan, hub }, leftBehind: left };
}
