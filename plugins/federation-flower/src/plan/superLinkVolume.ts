import { InputError } from '@backstage/errors';
import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  KubeDeployment,
  KubeObject,
  resourceName,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { Observed } from '@backstage-federation/plugin-federation-node';
import { imageVersion } from '../facts/pods';
import {
  STATE_VOLUME,
  SUPERLINK_CLAIM,
  SUPERLINK_COMPONENT,
  SUPERLINK_CONTAINER,
  SUPERLINK_NAME,
} from '../names';
import { componentLabels } from '../objects/podParts';

/** What persistent volumes are made by. @internal */
export const STORAGE_CLASS: ResourceType = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  namespaced: false,
};

/** Kubernetes takes either. */
const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];
const SIZE = '5Gi';

/** Whether a storage class is taken where none is named. @internal */
export function isDefaultClass({
  metadata: { annotations },
}: KubeObject): boolean {
  return DEFAULT_CLASS.some(name => annotations?.[name] === 'true');
}

/** The volume of the SuperLink's database. @internal */
export interface SuperLinkVolume {
  claim: KubeObject;
  /** What a person reads of the step that makes it. */
  title: string;
}

/** The classes of the hub's cluster; undefined: they may not be read, or nobody looked. */
function classesIn(
  { cluster }: { cluster: string },
  observed: Observed,
): KubeObject[] | undefined {
  const { served, unread, objects } = observed.clusters[cluster] ?? {};
  const name = resourceName(STORAGE_CLASS);
  return served?.includes(name) && !unread?.some(u => u.resource === name)
    ? objects?.filter(({ kind }) => kind === STORAGE_CLASS.kind)
    : undefined;
}

function seen<T extends KubeObject>(
  { hub }: FlowerFederationSpec,
  observed: Observed,
  kind: string,
  name: string,
): T | undefined {
  return observed.clusters[hub.cluster]?.objects.find(
    object =>
      object.kind === kind &&
      object.metadata.name === name &&
      object.metadata.namespace === hub.namespace,
  ) as T | undefined;
}

const superLinkIn = (spec: FlowerFederationSpec, observed: Observed) =>
  seen<KubeDeployment>(spec, observed, 'Deployment', SUPERLINK_NAME);

/** The class of a claim that is not there yet. @throws InputError that names the field and what there is */
function chooseClass(
  { workload, hub }: FlowerFederationSpec,
  observed: Observed,
): string | undefined {
  const classes = classesIn(hub, observed);
  const { persistence = 'auto', storageClass } = workload;
  const names = (classes ?? []).map(({ metadata }) => metadata.name).sort();
  const there = names.length
    ? `there are ${names.map(name => `"${name}"`).join(', ')}`
    : 'there is none';
  if (storageClass !== undefined) {
    if (classes && !names.includes(storageClass)) {
      throw new InputError(
        `workload.storageClass: cluster "${hub.cluster}" has no storage class "${storageClass}"; ${there}`,
      );
    }
    return storageClass;
  }
  const byDefault = classes?.find(isDefaultClass)?.metadata.name;
  if (!byDefault && classes && persistence === 'volume') {
    throw new InputError(
      `workload.persistence: cluster "${hub.cluster}" has no default storage class; name one in workload.storageClass (${there}), or choose "none"`,
    );
  }
  return byDefault;
}

/** Major and minor as one number: only a new minor release changes the database. */
function release(version: string): number {
  const [major, minor] = version.split('.').map(Number);
  return major * 1_000 + minor;
}

/**
 * A newer release brings a database up to date when it starts, after which an older one ends at once.
 *
 * @throws InputError where the SuperLink that is there has made it newer than the one of the spec can read
 */
function refuseNewerDatabase(spec: FlowerFederationSpec, observed: Observed) {
  const { version } = spec.workload;
  const pod = superLinkIn(spec, observed)?.spec?.template.spec;
  const isOnClaim = pod?.volumes?.some(
    ({ name, persistentVolumeClaim }) =>
      name === STATE_VOLUME &&
      persistentVolumeClaim?.claimName === SUPERLINK_CLAIM,
  );
  const image = pod?.containers.find(
    ({ name }) => name === SUPERLINK_CONTAINER,
  )?.image;
  const wroteIt = isOnClaim && imageVersion(image);
  if (wroteIt && release(wroteIt) > release(version)) {
    throw new InputError(
      `workload.version: Flower ${version} cannot read the SuperLink's database, which Flower ${wroteIt} has on PersistentVolumeClaim ${SUPERLINK_CLAIM} in namespace "${spec.hub.namespace}" of cluster "${spec.hub.cluster}". Choose workload.persistence "none", with which the SuperNodes are registered again, and delete the claim before a volume is chosen again`,
    );
  }
}

/**
 * The volume on which the SuperLink keeps registered keys. One that is there keeps its class and size, whatever the default
 * is now.
 *
 * @returns undefined when the database goes with its pod
 * @throws InputError that names the field, when the cluster cannot give what the spec asks for
 * @internal
 */
export function superLinkVolume(
  spec: FlowerFederationSpec,
  observed: Observed = { clusters: {} },
): SuperLinkVolume | undefined {
  const { persistence = 'auto', storageClass, security } = spec.workload;
  if (security !== 'supernode-auth' || persistence === 'none') return undefined;
  const { namespace, cluster } = spec.hub;
  const there = seen(spec, observed, 'PersistentVolumeClaim', SUPERLINK_CLAIM);
  const before = (there as { spec?: Record<string, unknown> } | undefined)
    ?.spec;
  const isOf = before?.storageClassName as string | undefined;
  if (isOf && storageClass && isOf !== storageClass) {
    throw new InputError(
      `workload.storageClass: PersistentVolumeClaim ${SUPERLINK_CLAIM} in namespace "${namespace}" of cluster "${cluster}" is of class "${isOf}", which can never be changed; name that one, or choose workload.persistence "none" and delete the claim`,
    );
  }
  const chosen = before ? isOf : chooseClass(spec, observed);
  if (!before && !chosen && persistence === 'auto') return undefined;
  if (before) refuseNewerDatabase(spec, observed);
  const wanted = before ?? {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: SIZE } },
  };
  return {
    title: `hub: volume of the SuperLink's database, ${
      chosen ? `storage class "${chosen}"` : "the cluster's storage class"
    }`,
    claim: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: SUPERLINK_CLAIM,
        namespace,
        labels: componentLabels(spec, SUPERLINK_COMPONENT),
      },
      spec: {
        accessModes: wanted.accessModes,
        resources: wanted.resources,
        ...(chosen ? { storageClassName: chosen } : {}),
      },
    } as KubeObject,
  };
}

/** What becomes of the database of a SuperLink that is there, for a person; undefined when it stays where it is. @internal */
export function databaseMoves(
  spec: FlowerFederationSpec,
  volume: SuperLinkVolume | undefined,
  observed: Observed = { clusters: {} },
): string | undefined {
  const volumes = superLinkIn(spec, observed)?.spec?.template.spec?.volumes;
  const state = volumes?.find(({ name }) => name === STATE_VOLUME);
  if (!state) return undefined;
  const isPersistent = state.persistentVolumeClaim !== undefined;
  if (isPersistent === Boolean(volume)) return undefined;
  const moves = volume
    ? `its database moves to PersistentVolumeClaim ${SUPERLINK_CLAIM}`
    : `its database leaves PersistentVolumeClaim ${SUPERLINK_CLAIM}, which stays until the federation is deleted`;
  return spec.workload.security === 'supernode-auth'
    ? `${moves}, and the SuperNodes are registered again`
    : moves;
}
