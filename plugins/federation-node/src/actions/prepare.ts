import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { Adapters } from '../contract/FederationAdapters';
import { Observed, Plan } from '../contract/plan';
import { observeFederation } from '../planner/observeFederation';
import { planFederation } from '../planner/planFederation';
import {
  validateClusters,
  validateNamespaces,
  validatePermissions,
  validateTargets,
} from '../planner/validateTargets';
import { storedSpec } from '../planner/specStep';
import { refuseTakenNames } from '../entities/refuseTakenNames';
import { hubId, SpecClaim } from '../spec/specClaims';
import { ActionContext } from './context';

/**
 * Looks at the clusters of a spec, for the federation's hub.
 *
 * @throws InputError for a cluster that is not configured
 */
async function look(
  context: ActionContext,
  spec: FederationSpec,
  hub: string | undefined,
) {
  const options = {
    ...context.adapters.for(spec),
    signal: context.signal,
  };
  validateClusters(spec, context.clusters);
  const seen = await observeFederation(spec, context.clusters, options);
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
 * silent clusters, places that are taken, missing rights.
 *
 * @param from - the claim whose spec was edited: it is stored only if nobody has changed it since
 * @throws InputError | NotAllowedError | ServiceUnavailableError that names the field or the cluster
 */
export async function prepareSpec(
  context: ActionContext,
  spec: FederationSpec,
  from?: SpecClaim,
): Promise<Plan> {
  validateNamespaces(spec, context.adapters);
  const hub = await hubOfSpec(context, spec);
  const { observed, options } = await look(context, spec, hub);
  if (context.entities && !storedSpec(spec, observed)) {
    await refuseTakenNames(spec, options, context.entities);
  }
  const plan = {
    ...planFederation(spec, observed, { ...options, ...versionOf(from) }),
    hub,
  };
  await validateTargets(spec, observed, context.clusters, { ...options, plan });
  return plan;
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
): Promise<Plan> {
  const { observed, options } = await look(context, spec, hub);
  const plan = { ...makePlan(observed, options), hub };
  await validatePermissions(plan, context.clusters, options);
  return plan;
}
