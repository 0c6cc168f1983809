import { isError } from '@backstage/errors';
import {
  ClusterClient,
  KubernetesClusters,
  openshiftRoute,
} from '@backstage-federation/kubernetes-clusters';
import { ClusterCheck } from '@backstage-federation/plugin-federation-node';
import { readAuthority, readToken } from './onboarding';

/** How long a sign of life may take. */
const TIMEOUT_MS = 10_000;
const NAMESPACE = 'backstage-federation';

/** What helps, by what is said of a cluster that is not heard. */
const REMEDIES: [RegExp, string][] = [
  [
    /401 Unauthorized/,
    `the token is wrong, or is no more: read it in that cluster by "${readToken(
      'kubectl',
      NAMESPACE,
    )}", put it into the variable that serviceAccountToken names, and restart Backstage`,
  ],
  [
    /authority|self-signed/,
    `give the cluster the authority of its API server as caData: "${readAuthority(
      'kubectl',
      NAMESPACE,
    )}" prints it in that cluster`,
  ],
  [
    /another host name/,
    'the url must have a host that the certificate of the API server names',
  ],
  [/certificate has expired/, 'renew the certificate of the API server'],
  [
    /host name/,
    'see whether the url names the host of the API server, and whether the machine of the backend can look it up',
  ],
  [
    /not as a Kubernetes API server/,
    'the url must be that of the API server, not of a console or a login page: "kubectl cluster-info" in that cluster names it',
  ],
  [
    /cannot be used/,
    'mend the entry in the configuration, and restart Backstage',
  ],
];
const OTHER_REMEDY =
  'see whether the url is right, and whether the machine of the backend may connect to it: firewalls, network policies';

/** A cluster that answers. */
export interface Reached {
  client: ClusterClient;
  openshift: boolean;
  check: ClusterCheck;
}

/** Whether a cluster is there and takes the credentials. */
export async function reachCluster(
  clusters: KubernetesClusters,
  cluster: string,
  signal: AbortSignal,
): Promise<Reached | { check: ClusterCheck }> {
  const unreached = (message: string, remedy: string) => ({
    check: { title: 'Connection', state: 'missing' as const, message, remedy },
  });
  if (!clusters.list().some(({ name }) => name === cluster)) {
    return unreached(
      `cluster "${cluster}" is not in the configuration`,
      'put it there and restart Backstage; the template "Add a cluster" gives what is needed',
    );
  }
  const client = clusters.get(cluster);
  const options = { signal, timeoutMs: TIMEOUT_MS };
  try {
    const version = await client.version(options);
    const openshift = await client.serves(openshiftRoute, options);
    const product = openshift ? 'OpenShift on Kubernetes' : 'Kubernetes';
    return {
      client,
      openshift,
      check: {
        title: 'Connection',
        state: 'ok',
        message: `${product} ${version ?? '(keeps its version to itself)'}`,
      },
    };
  } catch (error) {
    signal.throwIfAborted();
    const message = isError(error) ? error.message : String(error);
    const [, remedy = OTHER_REMEDY] =
      REMEDIES.find(([words]) => words.test(message)) ?? [];
    return unreached(message, remedy);
  }
}
