import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
} from '@backstage/catalog-model';
import {
  FEDERATION_ANNOTATION,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  Adapters,
  entityName,
  FederationComponent,
} from '@backstage-federation/plugin-federation-node';

const UNKNOWN_OWNER = 'group:default/federations-without-owner';

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

/** The group that has what has no other owner, so that it exists and says what to do. */
export function unknownOwnerEntity(context: EntityContext): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      name: UNKNOWN_OWNER.split('/')[1],
      title: 'Federations without owner',
      description:
        'Nobody: set catalog.providers.federation.defaultOwner in the configuration, or the owner in the spec of each federation',
      annotations: annotations(context),
    },
    spec: { type: 'none', children: [] },
  };
}

/**
 * The entities of a federation: a System, and the Components that its adapters name, which depend on their cluster's
 * Resource. All carry the annotation that makes the federation tabs appear.
 */
export function federationEntities(
  spec: FederationSpec,
  { interconnect, workload }: Adapters,
  context: EntityContext,
): Entity[] {
  const owner = spec.owner ?? context.defaultOwner ?? UNKNOWN_OWNER;
  const system = entityName(spec.name);
  const shared = {
    ...annotations(context),
    [FEDERATION_ANNOTATION]: spec.name,
  };
  const component = (part: FederationComponent): Entity => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: entityName(spec.name, ...part.name),
      title: part.title,
      description: part.description,
      annotations: shared,
      tags: part.tags,
    },
    spec: {
      type: part.type,
      lifecycle: 'production',
      owner,
      system,
      dependsOn: [
        ...(part.dependsOn ?? []).map(
          name => `component:default/${entityName(spec.name, ...name)}`,
        ),
        `resource:default/${entityName(part.place.cluster)}`,
      ],
    },
  });
  return [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'System',
      metadata: {
        name: system,
        description: `${workload.title} federation: hub in ${
          spec.hub.cluster
        }, ${spec.members.length} ${
          spec.members.length === 1 ? 'member' : 'members'
        }`,
        annotations: shared,
        tags: ['federation', workload.kind, interconnect.kind],
      },
      spec: { owner, type: 'federation' },
    },
    ...[workload, interconnect]
      .flatMap(adapter => adapter.entities?.(spec) ?? [])
      .map(component),
  ];
}

/** The System of a federation whose spec breaks a rule: it leads to the view, which says more. */
export function unusableEntity(
  spec: Pick<FederationSpec, 'name' | 'owner'>,
  error: string,
  context: EntityContext,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: {
      name: entityName(spec.name),
      description: `Its spec cannot be used: ${error.split('\n').join(' ')}`,
      annotations: {
        ...annotations(context),
        [FEDERATION_ANNOTATION]: spec.name,
      },
      tags: ['federation'],
    },
    spec: {
      owner: spec.owner ?? context.defaultOwner ?? UNKNOWN_OWNER,
      type: 'federation',
    },
  };
}
