import {
  SkupperFederationSpec,
  SkupperMemberSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  Observed,
  PlanStep,
  ExposedService,
} from '@backstage-federation/plugin-federation-node';
import { controllerSteps } from './steps/controllerSteps';
import { linkSteps } from './steps/linkSteps';
import { connectorSteps, listenerSteps } from './steps/serviceSteps';
import { siteSteps } from './steps/siteSteps';
import { Place, hubPlace, linkTarget, memberPlace, placesOf } from './targets';

function placeSiteSteps(place: Place): PlanStep[] {
  return siteSteps(place, {
    dependsOn: [`${place.label}/namespace`, `${place.cluster}/controller`],
  });
}

function memberSteps(
  spec: SkupperFederationSpec,
  member: SkupperMemberSpec,
  services: ExposedService[],
  observed: Observed,
): PlanStep[] {
  const place = memberPlace(spec, member);
  return [
    ...placeSiteSteps(place),
    ...linkSteps(linkTarget(spec, member), observed),
    ...listenerSteps(place, services, {
      matched: {
        dependsOn: [`${member.name}/link-operational`, 'hub/connectors'],
      },
    }),
  ];
}

/** Steps that bring sites, links and services up. @internal */
export function planSkupper(
  spec: SkupperFederationSpec,
  services: ExposedService[],
  observed: Observed,
): PlanStep[] {
  const hub = hubPlace(spec);
  const clusters = [...new Set(placesOf(spec).map(place => place.cluster))];
  return [
    ...clusters.flatMap(cluster => controllerSteps(cluster, observed)),
    ...placeSiteSteps(hub),
    ...connectorSteps(hub, services),
    ...spec.members.flatMap(member =>
      memberSteps(spec, member, services, observed),
    ),
  ];
}
