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

/** An object in words: `Site "hub" in namespace "retail" of cluster "east"`. @internal */
export function objectInWords(
  cluster: string,
  {
    kind,
    metadata: { name, namespace },
  }: { kind: string; metadata: { name: string; namespace?: string } },
): string {
  const place = namespace ? `namespace "${namespace}" of ` : '';
  return `${kind} "${name}" in ${place}cluster "${cluster}"`;
}
