import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** Whether an object is a ConfigMap that holds a federation's spec. @public */
export function isSpecConfigMap(object: KubeObject): boolean {
  return (
    object.kind === 'ConfigMap' &&
    object.metadata.labels?.[COMPONENT_LABEL] === 'spec' &&
    object.metadata.labels?.[FEDERATION_LABEL] !== undefined
  );
}
