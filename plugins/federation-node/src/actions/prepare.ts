import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { Adapters } from '../contract/FederationAdapters';
import { Observed, Plan } from '../contract/plan';
import { observeFederation } from '../planner/observeFederation';
import { planFederation } from '../planner/planFederation';
import {
  validateClusters,
  validatePermissions,
  validateTargets,
} from '../planner/validateTargets';
import { ActionContext } from './context';

/** Looks at the clusters of a spec. @throws InputError for one that is not configured */
async function look(context: ActionContext, spec: FederationSpec) {
  const options = {
    ...context.adapters.for(spec),
    signal: context.signal,
  };
  validateClusters(spec, context.clusters);
  const observed = await observeFederation(spec, context.clusters, options);
  return { observed, options };
}

/**
 * Looks at the clusters, plans what makes a spec true, and refuses what can't work before anything is changed: unknown or
 * silent clusters, places that are taken, missing rights.
 *
 * @throws InputError | NotAllowedError | ServiceUnavailableError that names the field or the cluster
 */
export async function prepareSpec(
  context: ActionContext,
  spec: FederationSpec,
): Promise<Plan> {
  const { observed, options } = await look(context, spec);
  const plan = planFederation(spec, observed, options);
  await validateTargets(spec, observed, context.clusters, { ...options, plan });
  return plan;
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
  context: ActionContext,
  spec: FederationSpec,
  makePlan: (observed: Observed, adapters: Adapters) => Plan,
): Promise<Plan> {
  const { observed, options } = await look(context, spec);
  const plan = makePlan(observed, options);
  await validatePermissions(plan, context.clusters, options);
  return plan;
}
