import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { federationOf } from './belongsTo';

/** Annotation of Helm on what a release has. @internal */
export const RELEASE_ANNOTATION = 'meta.helm.sh/release-name';
const MANAGER = 'app.kubernetes.io/managed-by';

/** Who has an object, as far as it says so itself. @internal */
export type Holder =
  | { by: 'federation' }
  | { by: 'owner'; kind: string; name: string }
  | { by: 'release' | 'manager'; name: string }
  | { by: 'hand' };

/**
 * Who has an object that was not made for a federation. Another federation is not named: who reads this may not be allowed
 * to know of it.
 *
 * @internal
 */
export function whoHas(object: KubeObject): Holder {
  const { ownerReferences, labels, annotations } = object.metadata;
  const owners = Array.isArray(ownerReferences) ? ownerReferences : [];
  const owner = owners.find(one => one?.controller) ?? owners[0];
  const release = annotations?.[RELEASE_ANNOTATION];
  const manager = labels?.[MANAGER];
  if (federationOf(object)) return { by: 'federation' };
  if (owner) {
    return { by: 'owner', kind: `${owner.kind}`, name: `${owner.name}` };
  }
  if (release) return { by: 'release', name: release };
  return manager ? { by: 'manager', name: manager } : { by: 'hand' };
}
