import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** An object that is no more. @public */
export interface GoneObject {
  /** As it was seen last. */
  object: KubeObject;
  /** When it went, ISO 8601. No part of a view: another replica says another time. */
  at: string;
}

/**
 * Whether an object that was there since a time has gone: then it is missed, and not waited for.
 *
 * @param snapshot - of its cluster
 * @param since - ISO 8601: what went before, a run that began then may be about to make again; undefined counts as ever
 * @public
 */
export function wasLost(
  snapshot:
    | { gone?(kind: string, namespace: string): GoneObject[] }
    | undefined,
  kind: string,
  namespace: string,
  since: string | undefined,
  isIt: (object: KubeObject) => boolean,
): boolean {
  const from = since === undefined ? -Infinity : Date.parse(since);
  return (snapshot?.gone?.(kind, namespace) ?? []).some(({ object, at }) => {
    const { deletionTimestamp = at } = object.metadata;
    return Date.parse(deletionTimestamp) >= from && isIt(object);
  });
}
