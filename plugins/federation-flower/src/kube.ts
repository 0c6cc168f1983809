import type {
  V1ConfigMap,
  V1Container,
  V1Deployment,
  V1NetworkPolicy,
  V1Pod,
  V1Secret,
  V1Service,
  V1Volume,
  V1VolumeMount,
} from '@kubernetes/client-node';
import { InJson, Served } from '@backstage-federation/kubernetes-clusters';

/** @internal */
export type ConfigMap = Served<V1ConfigMap>;
/** @internal */
export type Container = InJson<V1Container>;
/** @internal */
export type Deployment = Served<V1Deployment>;
/** @internal */
export type NetworkPolicy = Served<V1NetworkPolicy>;
/** @internal */
export type Pod = Served<V1Pod>;
/** @internal */
export type Secret = Served<V1Secret>;
/** @internal */
export type Service = Served<V1Service>;

/** What a volume holds. @internal */
export type VolumeSource = InJson<Omit<V1Volume, 'name'>>;
/** @internal */
export type VolumeMount = InJson<V1VolumeMount>;

/** What kind of cluster the objects are for: it decides who sets the user id. @public */
export type ClusterPlatform = 'kubernetes' | 'openshift';
