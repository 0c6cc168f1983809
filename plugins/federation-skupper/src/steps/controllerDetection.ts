import { ObservedCluster } from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { SkupperSite } from '../types';

/** Labels by which the controller's pods can be known; the Deployment itself has none. @internal */
export const CONTROLLER_POD_SELECTORS = [
  'app.kubernetes.io/name=skupper-controller',
  'skupper.io/component=controller',
];

/** Name of a resource type as `Observed.served` holds it. @internal */
export const SITES = 'sites.skupper.io';

/** What is known of a cluster's Skupper controller. @internal */
export type ControllerDetection =
  | { state: 'present'; version?: string }
  | { state: 'absent'; reason: 'no-crds' | 'no-controller' }
  /** Not enough could be read to tell. */
  | { state: 'unknown' };

/** Whether the pod is one of the Skupper controller. */
function isControllerPod(object: KubeObject): boolean {
  return (
    object.kind === 'Pod' &&
    CONTROLLER_POD_SELECTORS.some(selector => {
      const [key, value] = selector.split('=');
      return object.metadata.labels?.[key] === value;
    })
  );
}

/**
 * The types of link access that a cluster's controllers allow, as far as their pods say so in their environment; undefined
 * when one of them does not.
 *
 * @internal
 */
export function enabledAccessTypes(
  cluster: ObservedCluster | undefined,
): string[] | undefined {
  const pods = (cluster?.objects ?? []).filter(isControllerPod);
  const told = pods.map(({ spec }) => {
    const pod = spec as
      | { containers?: { env?: { name: string; value?: string }[] }[] }
      | undefined;
    return pod?.containers
      ?.flatMap(({ env = [] }) => env)
      .find(({ name }) => name === 'SKUPPER_ENABLED_ACCESS_TYPES')?.value;
  });
  return told.length && told.every(Boolean)
    ? [...new Set(told.join(',').split(','))]
    : undefined;
}

/** The version that a controller wrote into the Sites that it controls. @internal */
export function controllerVersion(sites: KubeObject[]): string | undefined {
  return (sites as SkupperSite[])
    .map(site => site.status?.controller?.version)
    .filter((v): v is string => Boolean(v))
    .sort()
    .pop();
}

/**
 * Whether a cluster has a Skupper controller, from what was seen: its resource types are served, and there is a
 * controller pod or a Site that a controller has written to.
 *
 * @internal
 */
export function detectController(
  cluster: ObservedCluster | undefined,
): ControllerDetection {
  if (!cluster || cluster.error || !cluster.served) return { state: 'unknown' };
  if (!cluster.served.includes(SITES)) {
    return { state: 'absent', reason: 'no-crds' };
  }
  const sites = cluster.objects.filter(o => o.kind === 'Site');
  const version = controllerVersion(sites);
  if (version) return { state: 'present', version };
  if (cluster.objects.some(isControllerPod)) return { state: 'present' };
  return { state: 'unknown' };
}

/** What a person does about a missing controller. @internal */
export function howToInstall(
  cluster: string,
  reason: 'no-crds' | 'no-controller',
): string {
  const what =
    reason === 'no-crds'
      ? `Skupper is not installed in cluster "${cluster}": its resource types (skupper.io/v2alpha1) are missing.`
      : `No Skupper controller runs in cluster "${cluster}", though its resource types are there.`;
  return `${what} Ask an administrator of the cluster to install it for all namespaces, e.g. by the manifest https://skupper.io/v2/install.yaml or the Helm chart oci://quay.io/skupper/helm/skupper with scope=cluster; then run this again.`;
}
