import {
  ClusterList,
  FEDERATION_LABEL,
  NamespaceList,
} from '@backstage-federation/plugin-federation-common';
import {
  KubernetesClusters,
  kube,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { FederationStore } from '../store/FederationStore';

const SITE: ResourceType = {
  apiVersion: 'skupper.io/v2alpha1',
  kind: 'Site',
  plural: 'sites',
  namespaced: true,
};

const ROUTE: ResourceType = {
  apiVersion: 'route.openshift.io/v1',
  kind: 'Route',
  plural: 'routes',
  namespaced: true,
};

/** A cluster that does not answer must not hold up the form. */
const PROBE_TIMEOUT_MS = 3_000;

/** What a form shows of each cluster. */
export async function describeClusters(
  clusters: KubernetesClusters,
  store: FederationStore,
): Promise<ClusterList> {
  const items = await Promise.all(
    store.clusterStatus().map(async status => {
      if (status.state === 'unreachable' || status.state === 'connecting') {
        return status;
      }
      const client = clusters.get(status.name);
      const options = { timeoutMs: PROBE_TIMEOUT_MS };
      try {
        const [skupper, openshift] = await Promise.all([
          client.serves(SITE, options),
          client.serves(ROUTE, options),
        ]);
        return {
          ...status,
          platform: openshift
            ? ('openshift' as const)
            : ('kubernetes' as const),
          skupper: {
            installed: skupper,
            version: skupperVersion(store, status.name),
          },
        };
      } catch {
        // The cluster's own status says why.
        return status;
      }
    }),
  );
  return {
    items,
    message: items.length ? undefined : clusters.emptyReason,
  };
}

function skupperVersion(
  store: FederationStore,
  cluster: string,
): string | undefined {
  return store
    .objects(cluster, SITE.kind)
    .map(
      site =>
        (site.status as { controller?: { version?: string } } | undefined)
          ?.controller?.version,
    )
    .find(Boolean);
}

/**
 * Namespaces that a federation could use: the system's own are left out.
 *
 * @throws NotFoundError for a cluster that isn't configured
 */
export async function describeNamespaces(
  clusters: KubernetesClusters,
  store: FederationStore,
  cluster: string,
): Promise<NamespaceList> {
  const namespaces = await clusters
    .get(cluster)
    .list(kube.namespace, { timeoutMs: PROBE_TIMEOUT_MS });
  return {
    items: namespaces
      .map(({ metadata }) => metadata.name)
      .filter(name => !/^(kube|openshift)(-|$)/.test(name))
      .sort()
      .map(name => {
        const sites = store.objects(cluster, SITE.kind, name);
        return {
          name,
          hasSite: sites.length > 0,
          federation: sites
            .map(site => site.metadata.labels?.[FEDERATION_LABEL])
            .find(Boolean),
        };
      }),
  };
}
