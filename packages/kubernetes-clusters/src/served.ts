import { KubeObject } from './types';

/**
 * What a model of `@kubernetes/client-node` is in JSON, as an API server gives and takes it: times are text, and
 * fields that the models must escape (`_from`) have their own names.
 *
 * @public
 */
export type InJson<T> = T extends Date
  ? string
  : T extends (infer E)[]
  ? InJson<E>[]
  : T extends object
  ? { [K in keyof T as K extends `_${infer Name}` ? Name : K]: InJson<T[K]> }
  : T;

/**
 * An object of a built-in kind, typed by its model: `Served<V1Deployment>`.
 *
 * @public
 */
export type Served<T> = KubeObject &
  InJson<Omit<T, 'apiVersion' | 'kind' | 'metadata'>>;
