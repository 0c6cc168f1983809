import {
  federationTexts,
  Phrase,
  renderPhrase,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { RELEASE_ANNOTATION, whoHas } from './whoHas';

/**
 * Who has an object that bears the name of one that a federation should have, in words.
 *
 * @public
 */
export function takenBy(object: KubeObject): Phrase {
  const { by, ...params } = whoHas(object);
  return renderPhrase(federationTexts, `taken-by-${by}`, params);
}

/** What {@link takenBy} needs of an object, and nothing else. @public */
export function onlyWhose(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, resourceVersion, labels, ownerReferences } =
    metadata;
  const release = metadata.annotations?.[RELEASE_ANNOTATION];
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      resourceVersion,
      labels,
      ownerReferences,
      ...(release && { annotations: { [RELEASE_ANNOTATION]: release } }),
    },
  };
}
