import type {
  V1Container,
  V1Volume,
  V1VolumeMount,
} from '@kubernetes/client-node';
import { AsJson } from '@backstage-federation/kubernetes-clusters';

/** @internal */
export type Container = AsJson<V1Container>;
/** What a volume holds. @internal */
export type VolumeSource = AsJson<Omit<V1Volume, 'name'>>;
/** @internal */
export type VolumeMount = AsJson<V1VolumeMount>;

/** What kind of cluster the objects are for: it decides who sets the user id. @public */
export type ClusterPlatform = 'kubernetes' | 'openshift';
