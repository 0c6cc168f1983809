import {
  ClusterList,
  FEDERATION_LABEL,
  NamespaceList,
} from '@backstage-federation/plugin-federation-common';
import {
  KubernetesClusters,
  kube,
  openshiftRoute,
} from '@backstage-federation/kubernetes-clusters';
import {
  FederationAdapters,
  Interconnect,
} from '@backstage-federation/plugin-federation-node';
import { VisiblePlaces } from '../permissions/FederationAccess';
import { FederationStore } from '../store/FederationStore';

/** A cluster that does not answer must not hold up the form. */
const PROBE_TIMEOUT_MS = 3_000;

/** What a form shows of each cluster that the caller may see. */
export async function describeClusters(
  clusters: KubernetesClusters,
  store: FederationStore,
  adapters: FederationAdapters,
  visible: VisiblePlaces,
): Promise<ClusterList> {
  const interconnects = adapters.interconnects();
  const shown = store
    .clusterStatus()
    .filter(({ name }) => visible.includes(name));
  const items = await Promise.all(
    shown.map(async status => {
      if (status.state === 'unreachable' || status.state === 'connecting') {
        return status;
      }
      const client = clusters.get(status.name);
      const options = { timeoutMs: PROBE_TIMEOUT_MS };
      try {
        const [openshift, ...installed] = await Promise.all([
          client.serves(openshiftRoute, options),
          ...interconnects.map(({ site }) => client.serves(site.type, options)),
        ]);
        return {
          ...status,
          platform: openshift
            ? ('openshift' as const)
            : ('kubernetes' as const),
          interconnects: interconnects.map((interconnect, i) => ({
            kind: interconnect.kind,
            title: interconnect.title,
            installed: installed[i],
            version: versionOf(interconnect, store, status.name),
          })),
        };
      } catch {
        // The cluster's own status says why.
        return status;
      }
    }),
  );
  return {
    items,
    message: clusters.list().length ? undefined : clusters.emptyReason,
  };
}

/** The version that one of the cluster's sites tells. */
function versionOf(
  { site }: Interconnect,
  store: FederationStore,
  cluster: string,
): string | undefined {
  return store
    .objects(cluster, site.type.kind)
    .map(object => site.version?.(object))
    .find(Boolean);
}

/**
 * Namespaces that a federation could use: the system's own are left out, and those that the caller may not see.
 * Federations that the caller may not read are not named.
 *
 * @throws NotFoundError for a cluster that isn't configured
 */
export async function describeNamespaces(
  clusters: KubernetesClusters,
  store: FederationStore,
  adapters: FederationAdapters,
  cluster: string,
  visible: VisiblePlaces,
): Promise<NamespaceList> {
  const namespaces = await clusters
    .get(cluster)
    .list(kube.namespace, { timeoutMs: PROBE_TIMEOUT_MS });
  return {
    items: namespaces
      // One that is going takes nothing any more.
      .filter(({ metadata }) => !metadata.deletionTimestamp)
      .map(({ metadata }) => metadata.name)
      .filter(name => !adapters.reservedBy(name))
      .filter(name => visible.includes(cluster, name))
      .sort()
      .map(name => {
        const sites = adapters
          .interconnects()
          .flatMap(({ site }) => store.objects(cluster, site.type.kind, name));
        return {
          name,
          hasSite: sites.length > 0,
          federation: sites
            .map(site => site.metadata.labels?.[FEDERATION_LABEL])
            .find(label => label && visible.names(label)),
        };
      }),
  };
}
