import type { KubeObject } from '../../client';
import { ownerReference } from '../../shared/objects';
import { readTemplates } from '../../shared/templates';

/** Makes an object of `objects.yaml`. */
export const template = readTemplates(require.resolve('./objects.yaml'));

/** Values of a template of an object that is made for another, in whose namespace it is. */
export const ownedBy = (owner: KubeObject) => ({
  namespace: owner.metadata.namespace,
  owners: [ownerReference(owner)],
});

/** Makes an object of `objects.yaml` for another, by whose name it goes unless told otherwise. */
export function objectFor(
  owner: KubeObject,
  name: string,
  values: Record<string, unknown>,
): KubeObject {
  const { name: ownName } = owner.metadata;
  return template(name, { ...ownedBy(owner), name: ownName, ...values });
}
