import { InputError } from '@backstage/errors';
import { KubeObject, ObjectKey, ResourceType } from '../types';

/** `/api/v1` or `/apis/<group>/<version>`. @internal */
export function groupVersionPath(apiVersion: string): string {
  return apiVersion.includes('/')
    ? `/apis/${apiVersion}`
    : `/api/${apiVersion}`;
}

/** `sites.skupper.io`, `pods`. @public */
export function resourceName(type: ResourceType): string {
  const [group, version] = type.apiVersion.split('/');
  return version ? `${type.plural}.${group}` : type.plural;
}

/** `skupper.io/sites`, `pods`: as `ClusterStatus.forbidden` has it. @internal */
export function groupPlural(type: ResourceType): string {
  const [group, version] = type.apiVersion.split('/');
  return version ? `${group}/${type.plural}` : type.plural;
}

/** Path of a collection; of all namespaces without `namespace`. @public */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const base = groupVersionPath(type.apiVersion);
  return type.namespaced && namespace
    ? `${base}/namespaces/${encodeURIComponent(namespace)}/${type.plural}`
    : `${base}/${type.plural}`;
}

/** @throws InputError when a namespaced type comes without a namespace @internal */
export function objectPath({ type, namespace, name }: ObjectKey): string {
  if (type.namespaced && !namespace) {
    throw new InputError(`${type.kind} "${name}" needs a namespace`);
  }
  if (!name) {
    throw new InputError(`${type.kind} needs a name`);
  }
  return `${collectionPath(type, namespace)}/${encodeURIComponent(name)}`;
}

/** `Site flower/hub`, `Namespace flower`: how messages name an object. @public */
export function objectLabel(
  object: Pick<KubeObject, 'kind' | 'metadata'>,
): string {
  const { name, namespace } = object.metadata;
  return `${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** @public */
export function keyLabel({ type, namespace, name }: ObjectKey): string {
  return objectLabel({ kind: type.kind, metadata: { name, namespace } });
}
