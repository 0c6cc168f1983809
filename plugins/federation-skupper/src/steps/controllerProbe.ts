import { isError } from '@backstage/errors';
import {
  kube,
  ClusterClient,
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { Progress } from '@backstage-federation/plugin-federation-node';
import { skupperTypes } from '../resources';
import {
  CONTROLLER_POD_SELECTORS,
  controllerVersion,
  howToInstall,
} from './controllerDetection';

/** The list, or undefined when the credentials may not read it. */
async function listIfAllowed(
  client: ClusterClient,
  type: ResourceType,
  labelSelector: string | undefined,
  signal: AbortSignal,
): Promise<KubeObject[] | undefined> {
  try {
    return await client.list(type, {
      signal,
      ...(labelSelector ? { labelSelector } : {}),
    });
  } catch (error) {
    if (isError(error) && error.name === 'NotAllowedError') return undefined;
    throw error;
  }
}

/**
 * Asks a cluster whether a Skupper controller is there. What the credentials may not read is no proof of absence: the
 * sites' own steps will tell.
 *
 * @internal
 */
export async function controllerProbe(
  cluster: string,
  context: { clusters(name: string): ClusterClient; signal: AbortSignal },
): Promise<Progress> {
  const client = context.clusters(cluster);
  const { signal } = context;
  if (!(await client.serves(skupperTypes.site, { signal }))) {
    return { state: 'failed', message: howToInstall(cluster, 'no-crds') };
  }
  const sites = await listIfAllowed(
    client,
    skupperTypes.site,
    undefined,
    signal,
  );
  const version = controllerVersion(sites ?? []);
  if (version) {
    return { state: 'done', message: `Skupper controller ${version} present` };
  }
  let readable = true;
  for (const selector of CONTROLLER_POD_SELECTORS) {
    const pods = await listIfAllowed(client, kube.pod, selector, signal);
    if (pods?.length) {
      return { state: 'done', message: 'Skupper controller present' };
    }
    if (!pods) readable = false;
  }
  // Outside of pods: a controller that runs elsewhere, such as a development set-up, shows only in what it writes.
  const deployments = await listIfAllowed(
    client,
    kube.deployment,
    undefined,
    signal,
  );
  const named = deployments?.some(
    d => d.metadata.name === 'skupper-controller',
  );
  if (named) return { state: 'done', message: 'Skupper controller present' };
  return readable && sites && deployments
    ? { state: 'failed', message: howToInstall(cluster, 'no-controller') }
    : {
        state: 'done',
        message:
          'Skupper is installed; whether its controller runs could not be checked for want of permission',
      };
}
