import {
  FlowerFederationSpec,
  Place,
} from '@backstage-federation/plugin-federation-common';
import { FederationComponent } from '@backstage-federation/plugin-federation-node';
import { SUPERLINK_NAME } from '../names';

/** A component for the SuperLink, and one for each SuperNode that depends on it. @internal */
export function flowerEntities(
  spec: FlowerFederationSpec,
): FederationComponent[] {
  const component = (
    name: string[],
    title: string,
    type: string,
    { cluster, namespace }: Place,
  ): FederationComponent => ({
    name,
    title: `${spec.name} ${title}`,
    description: `Flower ${spec.workload.version} in namespace ${namespace} of cluster ${cluster}`,
    type,
    tags: ['flower'],
    place: { cluster, namespace },
  });
  const superLink = component(
    [SUPERLINK_NAME],
    'SuperLink',
    'flower-superlink',
    spec.hub,
  );
  return [
    superLink,
    ...spec.members.flatMap(member =>
      member.superNodes.map(({ name }) => ({
        ...component(
          [member.name, name],
          `${member.name} ${name}`,
          'flower-supernode',
          member,
        ),
        dependsOn: [superLink.name],
      })),
    ),
  ];
}
