import { RouterRecord } from './mesh';

/** What kube-adaptor writes into ConfigMap `skupper-network-status`, key `NetworkStatus`. */
export type NetworkStatus = ReturnType<typeof networkStatus>;

/** The network as its routers describe themselves; sorted, so that equal networks give equal texts. */
export function networkStatus(records: RouterRecord[], routerVersion: string) {
  const sites = new Map<string, RouterRecord[]>();
  for (const record of [...records].sort((a, b) => compare(a.id, b.id))) {
    const routers = sites.get(record.site.identity) ?? [];
    sites.set(record.site.identity, [...routers, record]);
  }
  return {
    addresses: addresses(records),
    siteStatus: [...sites.keys()].sort(compare).map(identity => {
      const routers = sites.get(identity)!;
      const { name, namespace, version } = routers[0].site;
      return {
        site: {
          identity,
          name,
          namespace,
          platform: 'kubernetes',
          siteVersion: version,
        },
        routerStatus: routers.map(record => ({
          router: {
            name: `0/${record.id}`,
            namespace,
            mode: record.mode,
            imageName: 'skupper-router',
            imageVersion: routerVersion,
            hostname: record.hostname,
          },
          links: record.links,
          routerAccess: record.access.map(access => ({ identity: access })),
          listeners: record.listeners,
          connectors: record.connectors.map(({ used, ...shown }) => shown),
        })),
      };
    }),
  };
}

function addresses(records: RouterRecord[]) {
  const listeners = records.flatMap(record => record.listeners);
  const connectors = records.flatMap(record => record.connectors);
  const names = new Set(
    [...listeners, ...connectors].map(({ address }) => address),
  );
  return [...names].sort(compare).map(name => ({
    name,
    startTime: 0,
    endTime: 0,
    // Only once there was traffic.
    ...(connectors.some(c => c.used && c.address === name) && {
      protocol: 'tcp',
    }),
    listenerCount: listeners.filter(({ address }) => address === name).length,
    connectorCount: connectors.filter(({ address }) => address === name).length,
  }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
