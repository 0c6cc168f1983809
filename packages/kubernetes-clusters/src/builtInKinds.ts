import type {
  V1ConfigMap,
  V1Deployment,
  V1NetworkPolicy,
  V1Pod,
  V1Secret,
  V1Service,
} from '@kubernetes/client-node';
import { KubeObject } from './types';

/**
 * A model of client-node as JSON has it: times are text, and fields that models must escape (`_from`) have their own
 * names.
 *
 * @public
 */
export type AsJson<T> = T extends Date
  ? string
  : T extends (infer E)[]
  ? AsJson<E>[]
  : T extends object
  ? { [K in keyof T as K extends `_${infer Name}` ? Name : K]: AsJson<T[K]> }
  : T;

/**
 * An object of a kind that client-node has a model of, as it is read and applied here.
 *
 * @public
 */
export type BuiltIn<Model> = KubeObject &
  AsJson<Omit<Model, 'apiVersion' | 'kind' | 'metadata'>>;

/** @public */
export type KubeConfigMap = BuiltIn<V1ConfigMap>;
/** @public */
export type KubeDeployment = BuiltIn<V1Deployment>;
/** @public */
export type KubeNetworkPolicy = BuiltIn<V1NetworkPolicy>;
/** @public */
export type KubePod = BuiltIn<V1Pod>;
/** @public */
export type KubeSecret = BuiltIn<V1Secret>;
/** @public */
export type KubeService = BuiltIn<V1Service>;
