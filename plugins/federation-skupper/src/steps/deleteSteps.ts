import { PlanStep } from '@backstage-federation/plugin-federation-node';
import { SiteTarget } from '../objects';
import { skupperTypes } from '../resources';
import { stepLabel } from './siteSteps';

/**
 * Takes a Site away, and with it what it owns: `skupper:site:delete`.
 *
 * @public
 */
export function siteDeleteSteps(target: SiteTarget): PlanStep[] {
  const label = stepLabel(target.member);
  return [
    {
      kind: 'remove',
      id: `${label}/remove/site`,
      title: `${label}: remove site ${target.site}`,
      cluster: target.cluster,
      dependsOn: [],
      keys: [
        {
          type: skupperTypes.site,
          namespace: target.namespace,
          name: target.site,
        },
      ],
    },
  ];
}

/**
 * Takes listeners and connectors of one namespace away: `skupper:listener:delete`, `skupper:connector:delete`.
 *
 * @param kind - which of the two
 * @param names - their names; removing what is not there does nothing
 * @public
 */
export function serviceRemovalSteps(
  target: { cluster: string; namespace: string; member?: string },
  kind: 'connector' | 'listener',
  names: string[],
): PlanStep[] {
  const label = stepLabel(target.member);
  return [
    {
      kind: 'remove',
      id: `${label}/remove/${kind}s`,
      title: `${label}: remove ${kind} ${names.join(', ')}`,
      cluster: target.cluster,
      dependsOn: [],
      keys: names.map(name => ({
        type: skupperTypes[kind],
        namespace: target.namespace,
        name,
      })),
    },
  ];
}
