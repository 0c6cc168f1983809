import { Cluster } from '../cluster';
import { remove } from '../rest/delete';
import { ResourceRequest } from '../rest/request';
import { TypeKey } from '../store/entry';
import { Obj } from '../types';

/** A request of the cluster's own controllers for an object; undefined when its type is not served (any more). */
export function internalRequest(
  cluster: Cluster,
  key: TypeKey,
  object: Obj,
): ResourceRequest | undefined {
  const [group, plural] = key.split('/');
  const type = cluster.registry.byKey(group, plural);
  return (
    type && {
      cluster,
      type,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name,
      subresource: '',
      dryRun: false,
      fieldManager: 'kube-controller-manager',
      fieldValidation: 'Ignore',
      force: false,
      warnings: [],
    }
  );
}

/** Deletes an object as the cluster's own controllers do. */
export function internalRemove(
  cluster: Cluster,
  key: TypeKey,
  object: Obj,
  propagationPolicy: 'Background' | 'Foreground',
): void {
  const request = internalRequest(cluster, key, object);
  if (request) {
    remove(request, { propagationPolicy });
  }
}

/** The object with another value of a field of its metadata; an empty list is left out. */
export function withMetadata(
  object: Obj,
  field: string,
  value: unknown[],
): Obj {
  const { [field]: _, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: value.length ? { ...metadata, [field]: value } : metadata,
  };
}
