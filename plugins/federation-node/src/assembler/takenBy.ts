import {
  federationTexts,
  Phrase,
  renderPhrase,
} from '@backstage-federation/plugin-federation-common';
import { federationOf } from '@backstage-federation/federation-plans';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';

const RELEASE = 'meta.helm.sh/release-name';
const MANAGER = 'app.kubernetes.io/managed-by';

/**
 * Who has an object that bears the name of one that a federation should have, as far as it says so itself. Another
 * federation is not named: who reads this may not be allowed to know of it.
 *
 * @public
 */
export function takenBy(object: KubeObject): Phrase {
  const { ownerReferences, labels, annotations } = object.metadata;
  const owners = Array.isArray(ownerReferences) ? ownerReferences : [];
  const owner = owners.find(one => one?.controller) ?? owners[0];
  const phrase = (id: string, params?: Record<string, string>) =>
    renderPhrase(federationTexts, `taken-by-${id}`, params);
  if (federationOf(object)) return phrase('federation');
  if (owner)
    return phrase('owner', { kind: `${owner.kind}`, name: `${owner.name}` });
  const release = annotations?.[RELEASE];
  if (release) return phrase('release', { name: release });
  const manager = labels?.[MANAGER];
  return manager ? phrase('manager', { name: manager }) : phrase('hand');
}

/** What {@link takenBy} needs of an object, and nothing else. @public */
export function onlyWhose(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, resourceVersion, labels, ownerReferences } =
    metadata;
  const release = metadata.annotations?.[RELEASE];
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      resourceVersion,
      labels,
      ownerReferences,
      ...(release && { annotations: { [RELEASE]: release } }),
    },
  };
}
