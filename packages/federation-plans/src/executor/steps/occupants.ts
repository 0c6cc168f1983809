import { NotFoundError } from '@backstage/errors';
import {
  ClusterClient,
  KubeObject,
  objectLabel,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';

const type = (
  apiVersion: string,
  kind: string,
  plural: string,
): ResourceType => ({ apiVersion, kind, plural, namespaced: true });

/** What runs in a namespace or keeps data there, and would be lost with it. @public */
export const OCCUPANT_TYPES: ResourceType[] = [
  type('apps/v1', 'Deployment', 'deployments'),
  type('apps/v1', 'StatefulSet', 'statefulsets'),
  type('apps/v1', 'DaemonSet', 'daemonsets'),
  type('batch/v1', 'CronJob', 'cronjobs'),
  type('batch/v1', 'Job', 'jobs'),
  type('v1', 'Pod', 'pods'),
  type('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
];

const MAX_NAMED = 5;

/** What has an owner is that one's, and goes with it. */
function isOwned({ metadata }: KubeObject): boolean {
  return (metadata.ownerReferences ?? []).length > 0;
}

function ignoreUnserved(error: unknown): KubeObject[] {
  if (error instanceof NotFoundError) return [];
  throw error;
}

/**
 * Names what is in a namespace and was not made for the federation.
 *
 * @returns undefined when there is nothing of others
 * @internal
 */
export async function occupantsOf(
  client: ClusterClient,
  namespace: string,
  {
    isForeign,
    signal,
  }: {
    isForeign(object: KubeObject): boolean;
    signal: AbortSignal;
  },
): Promise<string | undefined> {
  const lists = await Promise.all(
    OCCUPANT_TYPES.map(async one => {
      const { kind } = one;
      const found = await client
        .list(one, { namespace, signal })
        .catch(ignoreUnserved);
      return found
        .filter(object => !isOwned(object) && isForeign(object))
        .map(object => objectLabel({ ...object, kind }));
    }),
  );
  const named = lists.flat();
  const more = named.length - MAX_NAMED;
  if (!named.length) return undefined;
  return `${named.slice(0, MAX_NAMED).join(', ')}${
    more > 0 ? ` and ${more} more` : ''
  }`;
}
