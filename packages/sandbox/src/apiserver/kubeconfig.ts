import { stringify } from 'yaml';

/** What a kubeconfig says of a cluster. */
export interface KubeconfigCluster {
  /** Name of the context, the cluster and the user. */
  name: string;
  url: string;
  caPem: string;
  token: string;
}

/** A kubeconfig with one context per cluster; the first is the current one. */
export function kubeconfigYaml(clusters: KubeconfigCluster[]): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusters[0]?.name ?? '',
    clusters: clusters.map(({ name, url, caPem }) => ({
      name,
      cluster: {
        server: url,
        'certificate-authority-data': Buffer.from(caPem).toString('base64'),
      },
    })),
    users: clusters.map(({ name, token }) => ({ name, user: { token } })),
    contexts: clusters.map(({ name }) => ({
      name,
      context: { cluster: name, user: name },
    })),
  });
}
