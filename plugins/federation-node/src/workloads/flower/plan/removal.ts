import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  FederationSpec,
  MEMBER_LABEL,
  MemberSpec,
} from '@backstage-federation/plugin-federation-common';
import { kube } from '../../../clusters/resources';
import { KubeObject, ObjectKey, ResourceType } from '../../../clusters/types';
import { Observed, PlanStep } from '../../../planner/types';
import {
  SUPERLINK_COMPONENT,
  SUPERLINK_NAME,
  SUPERLINK_SERVICE_NAME,
  SUPERNODE_COMPONENT,
} from '../names';
import { flowerSteps } from './stepIds';

const TYPES: ResourceType[] = [
  kube.deployment,
  kube.service,
  kube.networkPolicy,
];

/** Objects of the federation's workload in a namespace, or undefined when the cluster was not read. */
function ownObjects(
  spec: FederationSpec,
  observed: Observed,
  place: { cluster: string; namespace: string },
  component: string,
  member?: string,
): KubeObject[] | undefined {
  const cluster = observed.clusters[place.cluster];
  if (!cluster || cluster.error) return undefined;
  return cluster.objects.filter(
    ({ metadata }) =>
      metadata.namespace === place.namespace &&
      metadata.labels?.[FEDERATION_LABEL] === spec.name &&
      metadata.labels?.[COMPONENT_LABEL] === component &&
      (!member || (metadata.labels[MEMBER_LABEL] ?? member) === member),
  );
}

function keyOf(object: KubeObject): ObjectKey[] {
  const type = TYPES.find(t => t.kind === object.kind);
  const { namespace, name } = object.metadata;
  return type ? [{ type, namespace, name }] : [];
}

function unique(keys: ObjectKey[]): ObjectKey[] {
  const id = (key: ObjectKey) =>
    `${key.type.kind}/${key.namespace}/${key.name}`;
  return [...new Map(keys.map(key => [id(key), key])).values()].sort((a, b) =>
    id(a).localeCompare(id(b)),
  );
}

function superNodeKeys(namespace: string, name: string): ObjectKey[] {
  return [
    { type: kube.deployment, namespace, name },
    { type: kube.networkPolicy, namespace, name },
  ];
}

/** What is there and ours, and what belongs to a Deployment of ours; by name where the cluster could not be read. */
function superNodeRemovalKeys(
  spec: FederationSpec,
  member: Pick<MemberSpec, 'name' | 'cluster' | 'namespace' | 'superNodes'>,
  observed: Observed,
  wanted: (name: string) => boolean,
): ObjectKey[] {
  const { namespace } = member;
  const own = ownObjects(
    spec,
    observed,
    member,
    SUPERNODE_COMPONENT,
    member.name,
  );
  if (!own) {
    return unique(
      member.superNodes
        .filter(({ name }) => wanted(name))
        .flatMap(({ name }) => superNodeKeys(namespace, name)),
    );
  }
  return unique(
    own
      .filter(({ metadata }) => wanted(metadata.name))
      .flatMap(object =>
        object.kind === 'Deployment'
          ? superNodeKeys(namespace, object.metadata.name)
          : keyOf(object),
      ),
  );
}

/**
 * Takes SuperNodes of a member away: all of them, or those named. Removes only what carries the federation's label.
 *
 * @public
 */
export function superNodeRemovalSteps(
  spec: FederationSpec,
  member: Pick<MemberSpec, 'name' | 'cluster' | 'namespace' | 'superNodes'>,
  observed: Observed,
  options: { names?: string[]; dependsOn?: string[] } = {},
): PlanStep[] {
  const keys = superNodeRemovalKeys(
    spec,
    member,
    observed,
    name => !options.names || options.names.includes(name),
  );
  if (!keys.length) return [];
  return [
    {
      kind: 'remove',
      id: flowerSteps.superNodesRemoved(member.name),
      title: `${member.name}: remove SuperNodes`,
      cluster: member.cluster,
      dependsOn: options.dependsOn ?? [],
      keys,
    },
  ];
}

/** Takes away SuperNodes that are there, but no longer in the spec. @public */
export function obsoleteSuperNodeSteps(
  spec: FederationSpec,
  member: MemberSpec,
  observed: Observed,
): PlanStep[] {
  if (observed.clusters[member.cluster]?.error !== undefined) return [];
  const wanted = new Set(member.superNodes.map(({ name }) => name));
  const keys = superNodeRemovalKeys(
    spec,
    { ...member, superNodes: [] },
    observed,
    name => !wanted.has(name),
  );
  if (!keys.length) return [];
  return [
    {
      kind: 'remove',
      id: flowerSteps.superNodesObsolete(member.name),
      title: `${member.name}: remove SuperNodes that are no longer wanted`,
      cluster: member.cluster,
      dependsOn: [],
      keys,
    },
  ];
}

/** Takes the SuperLink away. Removes only what carries the federation's label. @public */
export function superLinkRemovalSteps(
  spec: FederationSpec,
  observed: Observed,
  options: { dependsOn?: string[] } = {},
): PlanStep[] {
  const { cluster, namespace } = spec.hub;
  const byName: ObjectKey[] = [
    { type: kube.deployment, namespace, name: SUPERLINK_NAME },
    { type: kube.service, namespace, name: SUPERLINK_SERVICE_NAME },
    { type: kube.networkPolicy, namespace, name: SUPERLINK_NAME },
  ];
  const own = ownObjects(spec, observed, spec.hub, SUPERLINK_COMPONENT);
  const keys = unique(
    own
      ? own.flatMap(object =>
          object.kind === 'Deployment' ? byName : keyOf(object),
        )
      : byName,
  );
  if (!keys.length) return [];
  return [
    {
      kind: 'remove',
      id: flowerSteps.superLinkRemoved,
      title: 'hub: remove SuperLink',
      cluster,
      dependsOn: options.dependsOn ?? [],
      keys,
    },
  ];
}
