import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
} from '@backstage/catalog-model';
import {
  FEDERATION_ANNOTATION,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { entityName } from './names';

const UNKNOWN_OWNER = 'group:default/unknown';

/** What every entity of a provider carries. */
export interface EntityContext {
  /** Owner where the spec names none. */
  defaultOwner?: string;
  /** Location that the catalog shows as the source: `federation:<cluster>`. */
  location: string;
}

const annotations = (context: EntityContext) => ({
  [ANNOTATION_LOCATION]: context.location,
  [ANNOTATION_ORIGIN_LOCATION]: context.location,
});

/** The Resource of a configured cluster. */
export function clusterEntity(
  cluster: { name: string; title?: string },
  context: EntityContext,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: entityName(cluster.name),
      ...(cluster.title && { title: cluster.title }),
      description: `Kubernetes cluster ${cluster.name}`,
      annotations: annotations(context),
      tags: ['kubernetes'],
    },
    spec: {
      type: 'kubernetes-cluster',
      owner: context.defaultOwner ?? UNKNOWN_OWNER,
    },
  };
}

/**
 * The entities of a federation: a System, and Components for the SuperLink and each SuperNode, which depend on their
 * cluster's Resource. All carry the annotation that makes the federation tabs appear.
 */
export function federationEntities(
  spec: FederationSpec,
  context: EntityContext,
): Entity[] {
  const owner = spec.owner ?? context.defaultOwner ?? UNKNOWN_OWNER;
  const system = entityName(spec.name);
  const superLink = entityName(spec.name, 'superlink');
  const shared = {
    ...annotations(context),
    [FEDERATION_ANNOTATION]: spec.name,
  };
  const component = (
    name: string,
    title: string,
    type: string,
    place: { cluster: string; namespace: string },
    dependsOn: string[],
  ): Entity => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      title,
      description: `Flower ${spec.workload.version} in namespace ${place.namespace} of cluster ${place.cluster}`,
      annotations: shared,
      tags: ['flower'],
    },
    spec: {
      type,
      lifecycle: 'production',
      owner,
      system,
      dependsOn: [
        ...dependsOn,
        `resource:default/${entityName(place.cluster)}`,
      ],
    },
  });
  return [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'System',
      metadata: {
        name: system,
        description: `Flower federation: hub in ${spec.hub.cluster}, ${
          spec.members.length
        } ${spec.members.length === 1 ? 'member' : 'members'}`,
        annotations: shared,
        tags: ['federation', 'flower', 'skupper'],
      },
      spec: { owner, type: 'federation' },
    },
    component(
      superLink,
      `${spec.name} SuperLink`,
      'flower-superlink',
      spec.hub,
      [],
    ),
    ...spec.members.flatMap(member =>
      member.superNodes.map(node =>
        component(
          entityName(spec.name, member.name, node.name),
          `${spec.name} ${member.name} ${node.name}`,
          'flower-supernode',
          member,
          [`component:default/${superLink}`],
        ),
      ),
    ),
  ];
}
