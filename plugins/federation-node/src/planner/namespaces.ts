import { ConflictError } from '@backstage/errors';
import {
  FEDERATION_LABEL,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  ADOPTED_ANNOTATION,
  belongsTo,
  EnsureStep,
  RemoveStep,
  federationOf,
  Observed,
} from '@backstage-federation/federation-plans';

/** Annotation on a namespace that was made for a federation; only such a one may be removed with it. @public */
export const CREATED_FOR_ANNOTATION = 'backstage-federation.dev/created-for';

/** One place of a federation: the hub's, or a member's. @public */
export interface LabelledPlace {
  /** `hub` or the member's name. */
  label: string;
  cluster: string;
  namespace: string;
}

/** The hub's place first. @internal */
export function labelledPlaces(spec: FederationSpec): LabelledPlace[] {
  return [
    { label: 'hub', cluster: spec.hub.cluster, namespace: spec.hub.namespace },
    ...spec.members.map(({ name, cluster, namespace }) => ({
      label: name,
      cluster,
      namespace,
    })),
  ];
}

/** @internal */
export function seenNamespace(
  observed: Observed,
  place: { cluster: string; namespace: string },
): KubeObject | undefined {
  return observed.clusters[place.cluster]?.objects.find(
    o => o.kind === 'Namespace' && o.metadata.name === place.namespace,
  );
}

/** Whether namespaces of the cluster could be read. */
function readable(observed: Observed, cluster: string): boolean {
  return !observed.clusters[cluster]?.unread?.some(
    u => u.resource === 'namespaces',
  );
}

/**
 * Sees to it that a place's namespace exists: `<label>/namespace`. One that is there already is left as it is, so that a
 * removal never takes it away.
 *
 * @throws ConflictError when it is just being deleted
 * @public
 */
export function namespaceSteps(
  place: LabelledPlace,
  federation: string,
  observed: Observed,
  options: { dependsOn?: string[] } = {},
): EnsureStep[] {
  const seen = seenNamespace(observed, place);
  if (seen?.metadata.deletionTimestamp) {
    throw new ConflictError(
      `Namespace "${place.namespace}" of cluster "${place.cluster}" is being deleted; wait until it is gone, then run this again`,
    );
  }
  const ours =
    seen?.metadata.annotations?.[CREATED_FOR_ANNOTATION] === federation;
  if ((seen && !ours) || !readable(observed, place.cluster)) return [];
  return [
    {
      kind: 'ensure',
      id: `${place.label}/namespace`,
      title: `${place.label}: create namespace ${place.namespace}`,
      cluster: place.cluster,
      dependsOn: options.dependsOn ?? [],
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: {
            name: place.namespace,
            labels: { [FEDERATION_LABEL]: federation },
            annotations: { [CREATED_FOR_ANNOTATION]: federation },
          },
        },
      ],
    },
  ];
}

/**
 * Whether a namespace may be deleted with a federation: it was made for it, and holds nothing that would be lost, such as
 * what was only adopted or belongs to another federation. What others made without any label is looked for when it goes.
 *
 * @param objects - what was seen in its cluster
 * @param isOurs - of what bears a federation's label
 * @internal
 */
export function isRemovable(
  { metadata: { name, annotations } }: KubeObject,
  federation: string,
  objects: KubeObject[],
  isOurs: (object: KubeObject) => boolean,
): boolean {
  return (
    annotations?.[CREATED_FOR_ANNOTATION] === federation &&
    objects
      .filter(({ metadata }) => metadata.namespace === name)
      .every(
        object =>
          object.metadata.annotations?.[ADOPTED_ANNOTATION] === undefined &&
          (federationOf(object) === undefined || isOurs(object)),
      )
  );
}

/** Removes a place's namespace, when that takes nothing of others away. @internal */
export function namespaceRemovalSteps(
  place: LabelledPlace,
  federation: string,
  observed: Observed,
  dependsOn: string[],
): RemoveStep[] {
  const namespace = seenNamespace(observed, place);
  const { objects = [] } = observed.clusters[place.cluster] ?? {};
  return namespace &&
    isRemovable(namespace, federation, objects, object =>
      belongsTo(object, federation, observed),
    )
    ? [
        {
          kind: 'remove',
          id: `${place.label}/namespace-removed`,
          title: `${place.label}: remove namespace ${place.namespace}`,
          cluster: place.cluster,
          dependsOn,
          keys: [{ type: kube.namespace, name: place.namespace }],
        },
      ]
    : [];
}
