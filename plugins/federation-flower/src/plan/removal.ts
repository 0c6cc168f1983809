import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  FlowerFederationSpec,
  MEMBER_LABEL,
  FlowerMemberSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubeObject,
  ObjectKey,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import {
  Observed,
  PlanStep,
} from '@backstage-federation/plugin-federation-node';
import {
  AUTHORITY_COMPONENT,
  AUTHORITY_CONFIG_MAP,
  AUTHORITY_SECRET,
  SUPERLINK_COMPONENT,
  SUPERLINK_NAME,
  SUPERLINK_SERVICE_NAME,
  SUPERLINK_TLS_SECRET,
  SUPERNODE_COMPONENT,
  superNodeKeySecret,
} from '../names';
import { flowerSteps } from './stepIds';
import { unregistrationSteps } from './unregistrationSteps';

const TYPES: ResourceType[] = [
  kube.deployment,
  kube.service,
  kube.networkPolicy,
  kube.configMap,
  kube.secret,
];

/** Objects of the federation's workload in a namespace, or undefined when the cluster was not read. */
function ownObjects(
  spec: FlowerFederationSpec,
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

function superNodeKeys(
  namespace: string,
  name: string,
  hasKey: boolean,
): ObjectKey[] {
  return [
    { type: kube.deployment, namespace, name },
    { type: kube.networkPolicy, namespace, name },
    ...(hasKey
      ? [{ type: kube.secret, namespace, name: superNodeKeySecret(name) }]
      : []),
  ];
}

/** Whether a SuperNode's pods have its key, so that there is a Secret even if Secrets may not be read. */
function mountsKey(deployment: KubeObject): boolean {
  const { volumes = [] } =
    (deployment.spec as { template?: { spec?: { volumes?: Volume[] } } })
      ?.template?.spec ?? {};
  return volumes.some(
    ({ secret }) =>
      secret?.secretName === superNodeKeySecret(deployment.metadata.name),
  );
}

interface Volume {
  secret?: { secretName?: string };
}

/** The SuperNode that an object of its member is about. */
function superNodeOf({ kind, metadata: { name } }: KubeObject): string {
  const suffix = superNodeKeySecret('');
  return kind === 'Secret' && name.endsWith(suffix)
    ? name.slice(0, -suffix.length)
    : name;
}

/** What is there and ours, and what belongs to a Deployment of ours; by name where the cluster could not be read. */
function superNodeRemovalKeys(
  spec: FlowerFederationSpec,
  member: Pick<
    FlowerMemberSpec,
    'name' | 'cluster' | 'namespace' | 'superNodes'
  >,
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
    const hasKey = spec.workload.security === 'supernode-auth';
    return unique(
      member.superNodes
        .filter(({ name }) => wanted(name))
        .flatMap(({ name }) => superNodeKeys(namespace, name, hasKey)),
    );
  }
  return unique(
    own
      .filter(object => wanted(superNodeOf(object)))
      .flatMap(object =>
        object.kind === 'Deployment'
          ? superNodeKeys(namespace, object.metadata.name, mountsKey(object))
          : keyOf(object),
      ),
  );
}

/** The authority's certificate in a place, when it is there and ours. */
function authorityKeys(
  spec: FlowerFederationSpec,
  place: { cluster: string; namespace: string },
  observed: Observed,
): ObjectKey[] {
  return (
    ownObjects(spec, observed, place, AUTHORITY_COMPONENT)?.flatMap(keyOf) ??
    (spec.workload.security === 'insecure'
      ? []
      : [
          {
            type: kube.configMap,
            namespace: place.namespace,
            name: AUTHORITY_CONFIG_MAP,
          },
        ])
  );
}

/**
 * Takes SuperNodes of a member away: all of them, or those named. Removes only what carries the federation's label.
 *
 * @public
 */
export function superNodeRemovalSteps(
  spec: FlowerFederationSpec,
  member: Pick<
    FlowerMemberSpec,
    'name' | 'cluster' | 'namespace' | 'superNodes'
  >,
  observed: Observed,
  options: { names?: string[]; dependsOn?: string[] } = {},
): PlanStep[] {
  const keys = [
    ...superNodeRemovalKeys(
      spec,
      member,
      observed,
      name => !options.names || options.names.includes(name),
    ),
    ...(options.names ? [] : authorityKeys(spec, member, observed)),
  ];
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

/** Takes the keys of SuperNodes away, and leaves the SuperNodes. Removes only what carries the federation's label. @public */
export function keyRemovalSteps(
  spec: FlowerFederationSpec,
  member: Pick<FlowerMemberSpec, 'name' | 'cluster' | 'namespace'>,
  observed: Observed,
  names: string[],
  options: { dependsOn?: string[] } = {},
): PlanStep[] {
  const own = ownObjects(
    spec,
    observed,
    member,
    SUPERNODE_COMPONENT,
    member.name,
  );
  const keys = (own ?? [])
    .filter(
      object => object.kind === 'Secret' && names.includes(superNodeOf(object)),
    )
    .flatMap(keyOf);
  if (!keys.length) return [];
  return [
    {
      kind: 'remove',
      id: flowerSteps.superNodeKeysRemoved(member.name),
      title: `${member.name}: remove keys`,
      cluster: member.cluster,
      dependsOn: options.dependsOn ?? [],
      keys,
    },
  ];
}

/** Takes away SuperNodes that are there, but no longer in the spec. @public */
export function obsoleteSuperNodeSteps(
  spec: FlowerFederationSpec,
  member: FlowerMemberSpec,
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
  const id = flowerSteps.superNodesObsolete(member.name);
  const unregister = unregistrationSteps(spec, member, observed, {
    id: `${id}-unregistered`,
    wanted: name => !wanted.has(name),
  });
  return [
    ...unregister,
    {
      kind: 'remove',
      id,
      title: `${member.name}: remove SuperNodes that are no longer wanted`,
      cluster: member.cluster,
      dependsOn: unregister.map(step => step.id),
      keys,
    },
  ];
}

/** Takes the SuperLink away. Removes only what carries the federation's label. @public */
export function superLinkRemovalSteps(
  spec: FlowerFederationSpec,
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
  const credentials: ObjectKey[] = [
    { type: kube.secret, namespace, name: AUTHORITY_SECRET },
    { type: kube.secret, namespace, name: SUPERLINK_TLS_SECRET },
  ];
  // Where Secrets may not be read, the authority's public half tells that there are some.
  const authority = authorityKeys(spec, spec.hub, observed);
  const keys = unique([
    ...(own
      ? own.flatMap(object =>
          object.kind === 'Deployment' ? byName : keyOf(object),
        )
      : byName),
    ...authority,
    ...(authority.length ? credentials : []),
  ]);
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
