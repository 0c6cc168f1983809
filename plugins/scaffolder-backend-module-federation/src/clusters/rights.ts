import { isError } from '@backstage/errors';
import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import { ClusterCheck } from '@backstage-federation/plugin-federation-node';
import { Right, rightsOf } from './access';
import { MANIFESTS } from './manifests';
import { ClusterManifests } from './types';

const TITLES: Record<keyof ClusterManifests, string> = {
  observe: 'Rights to look',
  manage: 'Rights to make federations',
  manageSecrets: 'Rights on Secrets',
  operator: 'Rights to install the operator',
};

/** Of the cluster as a whole; a role that is bound in a namespace gives none of them. */
const CLUSTER_SCOPED = [
  'namespaces',
  'storageclasses',
  'selfsubjectaccessreviews',
];

/**
 * Asks for the rights of a step.
 *
 * @throws ServiceUnavailableError when the cluster does not answer any more
 */
export async function checkRights(
  client: ClusterClient,
  step: keyof ClusterManifests,
  options: {
    signal: AbortSignal;
    /** Where the roles of what is managed are bound, if not everywhere. */
    namespace?: string;
  },
): Promise<ClusterCheck> {
  const { signal, namespace } = options;
  const within = step === 'observe' ? undefined : namespace;
  const isAsked = ({ resource, ...right }: Right) =>
    right.namespace || !within || !CLUSTER_SCOPED.includes(resource);
  const wanted = rightsOf(step)
    .filter(isAsked)
    .map(right => ({
      type: {
        // Rights hold for all versions of a group.
        apiVersion: right.group ? `${right.group}/*` : 'v1',
        kind: right.resource,
        plural: right.resource,
        namespaced: !CLUSTER_SCOPED.includes(right.resource),
      },
      namespace: right.namespace ?? within,
      verbs: right.verbs,
    }));
  const title = TITLES[step];
  try {
    const missing = await client.missingPermissions(wanted, { signal });
    return missing.length
      ? {
          title,
          state: 'missing',
          message: `it may not ${missing.join(', ')}`,
          remedy: `kubectl apply -k ${MANIFESTS[step].folder}`,
        }
      : { title, state: 'ok', message: 'all are there' };
  } catch (error) {
    if (!isError(error) || error.name !== 'NotAllowedError') throw error;
    return {
      title,
      state: 'missing',
      message: error.message,
      remedy:
        'anybody who is known to a cluster may ask for his rights: give that back (ClusterRole system:basic-user)',
    };
  }
}
