import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { StepInput } from './plan';

/** Tells objects apart. @internal */
export function thingId({ cluster, key }: StepInput): string {
  return [cluster, key.type.kind, key.namespace, key.name].join('/');
}

/** The same of an object that was seen. @internal */
export function objectId(
  cluster: string,
  { kind, metadata }: KubeObject,
): string {
  return [cluster, kind, metadata.namespace, metadata.name].join('/');
}
