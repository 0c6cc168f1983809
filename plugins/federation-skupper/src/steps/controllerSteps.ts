import { NotFoundError } from '@backstage/errors';
import {
  Observed,
  PlanStep,
} from '@backstage-federation/plugin-federation-node';
import { OperatorChoices, operatorSteps } from '../operator/steps';
import { controllerProbe } from './controllerProbe';
import { detectController, howToInstall } from './controllerDetection';

const PROBE_TIMEOUT_MS = 60_000;
const PROBE_INTERVAL_MS = 2_000;

/**
 * Sees to it that a cluster has a Skupper controller: `<cluster>/controller`. On OpenShift it is installed through OLM
 * when missing; elsewhere its presence is verified.
 *
 * @throws NotFoundError that says how to install it, when it is known to be missing and cannot be installed; ConflictError for
 * an operator that cannot be used as it is
 * @public
 */
export function controllerSteps(
  cluster: string,
  observed: Observed,
  options: OperatorChoices & { dependsOn?: string[] } = {},
): PlanStep[] {
  const { dependsOn = [], ...choices } = options;
  const seen = observed.clusters[cluster];
  const found = detectController(seen);
  const podsRead = !seen?.unread?.some(u => u.resource === 'pods');
  const operator = seen?.openshift
    ? operatorSteps(cluster, seen, {
        ...choices,
        dependsOn,
        present:
          found.state === 'present' || (found.state === 'unknown' && !podsRead),
      })
    : [];
  if (found.state === 'absent' && !seen?.openshift) {
    throw new NotFoundError(howToInstall(cluster, found.reason));
  }
  const last = operator.at(-1);
  return [
    ...operator.slice(0, 1),
    {
      kind: 'probe',
      id: `${cluster}/controller`,
      title: `${cluster}: Skupper controller present`,
      cluster,
      dependsOn: last ? [last.id] : dependsOn,
      probe: context =>
        controllerProbe(cluster, { ...context, installed: Boolean(last) }),
      intervalMs: PROBE_INTERVAL_MS,
      timeoutMs: PROBE_TIMEOUT_MS,
    },
    ...operator.slice(1),
  ];
}
