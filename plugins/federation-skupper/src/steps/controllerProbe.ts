import { isError } from '@backstage/errors';
import {
  kube,
  ClusterClient,
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { Progress } from '@backstage-federation/plugin-federation-node';
import { podsOf, workloadState } from '../operator/workload';
import { SKUPPER_API, skupperTypes } from '../resources';
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
  namespace?: string,
): Promise<KubeObject[] | undefined> {
  try {
    return await client.list(type, {
      signal,
      ...(namespace ? { namespace } : {}),
      ...(labelSelector ? { labelSelector } : {}),
    });
  } catch (error) {
    if (isError(error) && error.name === 'NotAllowedError') return undefined;
    throw error;
  }
}

const DEPLOYMENT = 'skupper-controller';

/** What is said of controllers that are there: one that works is enough. */
function judgeControllers(
  deployments: KubeObject[],
  pods: KubeObject[],
  version: string | undefined,
): Progress | undefined {
  const states = deployments.map(deployment => ({
    ...workloadState(deployment, pods),
    namespace: deployment.metadata.namespace,
  }));
  // Where there is no Deployment, its pods say themselves whether they work.
  const works = states.length
    ? states.some(({ available }) => available)
    : pods.some(pod => !isUnready(pod));
  if (works) {
    const which = version ? ` ${version}` : '';
    return { state: 'done', message: `Skupper controller${which} present` };
  }
  const [state] = states;
  const why = state?.reason ? `: ${state.reason}` : '';
  if (state) {
    return {
      state: 'waiting',
      message: `waiting for the Skupper controller in namespace ${state.namespace} (${state.message})${why}`,
    };
  }
  return pods.length
    ? {
        state: 'waiting',
        message: `waiting for the Skupper controller’s pod ${pods[0].metadata.name} to be ready`,
      }
    : undefined;
}

/** Whether a pod says that it is not ready. */
function isUnready({ status }: KubeObject): boolean {
  const { phase, conditions } = (status ?? {}) as {
    phase?: string;
    conditions?: { type: string; status: string }[];
  };
  return (
    phase === 'Pending' ||
    phase === 'Failed' ||
    Boolean(conditions?.some(c => c.type === 'Ready' && c.status !== 'True'))
  );
}

/**
 * Asks a cluster whether a Skupper controller is there and works: its types are served, and its Deployment is available. What
 * the credentials may not read is no proof of absence: the sites' own steps will tell.
 *
 * @param context - `installed`: it was installed just now, so its types come any moment
 * @internal
 */
export async function controllerProbe(
  cluster: string,
  context: {
    clusters(name: string): ClusterClient;
    signal: AbortSignal;
    installed?: boolean;
  },
): Promise<Progress> {
  const client = context.clusters(cluster);
  const { signal } = context;
  if (!(await client.serves(skupperTypes.site, { signal }))) {
    return context.installed
      ? {
          state: 'waiting',
          message: `waiting for ${SKUPPER_API}, which comes with the operator, to be served`,
        }
      : { state: 'failed', message: howToInstall(cluster, 'no-crds') };
  }
  const list = (type: ResourceType, labelSelector?: string) =>
    listIfAllowed(client, type, labelSelector, signal);
  const lists = await Promise.all(
    CONTROLLER_POD_SELECTORS.map(selector => list(kube.pod, selector)),
  );
  const pods = lists.flatMap(found => found ?? []);
  const sites = await list(skupperTypes.site);
  const version = controllerVersion(sites ?? []);
  const deployments = await controllerDeployments(client, pods, signal);
  const judged = judgeControllers(deployments ?? [], pods, version);
  if (judged) return judged;
  // One that runs elsewhere, such as a development set-up, shows only in what it writes.
  if (version) {
    return { state: 'done', message: `Skupper controller ${version} present` };
  }
  return lists.every(Boolean) && sites && deployments
    ? { state: 'failed', message: howToInstall(cluster, 'no-controller') }
    : {
        state: 'done',
        message:
          'Skupper is installed; whether its controller runs could not be checked for want of permission',
      };
}

/** The Deployments of controllers: where their pods are, or, when there are none, wherever they are. */
async function controllerDeployments(
  client: ClusterClient,
  pods: KubeObject[],
  signal: AbortSignal,
): Promise<KubeObject[] | undefined> {
  const namespaces = [...new Set(pods.map(p => p.metadata.namespace))];
  const lists = await Promise.all(
    (namespaces.length ? namespaces : [undefined]).map(namespace =>
      listIfAllowed(client, kube.deployment, undefined, signal, namespace),
    ),
  );
  return lists.some(found => !found)
    ? undefined
    : lists
        .flatMap(found => found ?? [])
        .filter(
          deployment =>
            deployment.metadata.name === DEPLOYMENT ||
            podsOf(deployment, pods).length > 0,
        );
}
