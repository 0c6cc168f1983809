import {
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { PlanStep, StepInput } from './plan';

/**
 * The objects that a step makes.
 *
 * @param typeOf - the type of an object of the plan; those without one are left out
 * @internal
 */
export function madeBy(
  step: PlanStep,
  typeOf: (object: KubeObject, cluster: string) => ResourceType | undefined,
): StepInput[] {
  const { cluster } = step;
  switch (step.kind) {
    case 'transfer':
    case 'call':
      return (step.produces ?? []).map(key => ({ cluster, key }));
    case 'ensure':
      return step.objects.flatMap(object => {
        const type = typeOf(object, cluster);
        const { namespace, name } = object.metadata;
        return type ? [{ cluster, key: { type, namespace, name } }] : [];
      });
    default:
      return [];
  }
}
