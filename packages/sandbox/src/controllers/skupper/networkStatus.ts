import type { KubeObject } from '../../client';
import { OK } from './conditions';
import {
  activeSite,
  setConditions,
  SkupperContext,
  writeStatus,
} from './context';
import { matchMultiKeyListener } from './multiKeyListeners';
import { NETWORK_STATUS } from './names';

/** What the routers report of the network; any field may be missing. */
export interface NetworkStatus {
  siteStatus?: {
    site?: {
      identity?: string;
      name?: string;
      namespace?: string;
      platform?: string;
      siteVersion?: string;
    };
    routerStatus?: RouterStatus[] | null;
  }[];
}

interface RouterStatus {
  links?: { name?: string; status?: string; peer?: string }[] | null;
  routerAccess?: { identity?: string }[] | null;
  listeners?: { name?: string; address?: string }[] | null;
  connectors?: { address?: string; destHost?: string }[] | null;
}

/** A link as Site.status.network has it. */
export interface LinkRecord {
  name: string;
  remoteSiteId: string;
  remoteSiteName: string;
  operational?: boolean;
}

/** @returns undefined if the text is no network status */
export function parseNetworkStatus(
  text: string | undefined,
): NetworkStatus | undefined {
  try {
    const parsed = JSON.parse(text ?? '');
    return parsed && typeof parsed === 'object' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The records of a network, in the order of the report; services are sorted by routing key. Pure. */
export function siteRecords(network: NetworkStatus) {
  const sites = network.siteStatus ?? [];
  const owners = new Map<string, Omit<LinkRecord, 'name'>>();
  for (const { site, routerStatus } of sites) {
    const remoteSiteId = site?.identity ?? '';
    const remoteSiteName = site?.name ?? '';
    for (const { identity } of routerStatus?.flatMap(
      router => router.routerAccess ?? [],
    ) ?? []) {
      if (identity) {
        owners.set(identity, { remoteSiteId, remoteSiteName });
      }
    }
  }
  return sites.map(({ site, routerStatus }) => {
    const routers = routerStatus ?? [];
    const links = routers
      .flatMap(router => router.links ?? [])
      .flatMap(({ name, status, peer }): LinkRecord[] => {
        const remote = owners.get(peer ?? '');
        const isUp = status?.toLowerCase() === 'up';
        // A link whose other end is not known is left out.
        return remote
          ? [
              {
                name: name ?? '',
                ...(isUp && { operational: true }),
                ...remote,
              },
            ]
          : [];
      });
    const services = serviceRecords(routers);
    return {
      id: site?.identity,
      ...(links.length && { links }),
      name: site?.name,
      namespace: site?.namespace,
      platform: site?.platform,
      ...(services.length && { services }),
      version: site?.siteVersion,
    };
  });
}

function serviceRecords(routers: RouterStatus[]) {
  const keys = new Map<
    string,
    { connectors?: string[]; listeners?: string[] }
  >();
  const add = (
    key: string | undefined,
    end: 'connectors' | 'listeners',
    value = '',
  ) => {
    if (key) {
      const record = keys.get(key) ?? {};
      const values = [...(record[end] ?? []), value];
      keys.set(key, { ...record, [end]: values });
    }
  };
  for (const router of routers) {
    router.connectors?.forEach(c => add(c.address, 'connectors', c.destHost));
    router.listeners?.forEach(l => add(l.address, 'listeners', l.name));
  }
  return [...keys]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([routingKey, ends]) => ({ ...ends, routingKey }));
}

/** Handles a new network status: writes what follows from it to the Site, its Links, Connectors and Listeners. */
export async function applyNetworkStatus(
  ctx: SkupperContext,
  namespace: string,
): Promise<void> {
  const active = activeSite(ctx, namespace);
  const map = ctx.kinds.configMaps.get(namespace, NETWORK_STATUS);
  const network = parseNetworkStatus(map?.data?.NetworkStatus);
  // Without a report everything stays as it was, though it may be long out of date.
  if (!active || !network) {
    return;
  }
  const records = siteRecords(network);
  await writeStatus(ctx, 'sites', active.site, status => ({
    ...status,
    network: records.length ? records : undefined,
    sitesInNetwork: records.length || undefined,
  }));
  const own = records.find(record => record.id === active.state.uid);
  for (const link of ctx.kinds.links.list(namespace)) {
    const record = own?.links?.find(l => l.name === link.metadata.name);
    if (record) {
      await operational(ctx, link, record);
    }
  }
  const services = records.flatMap(record => record.services ?? []);
  const keysWith = (end: 'connectors' | 'listeners') =>
    new Set(
      services.filter(s => s[end]?.length).map(service => service.routingKey),
    );
  const connectorKeys = keysWith('connectors');
  const listenerKeys = keysWith('listeners');
  for (const { spec } of ctx.kinds.multiKeyListeners.list(namespace)) {
    const { priority, weighted } = spec.strategy ?? {};
    const keys =
      priority?.routingKeys ?? Object.keys(weighted?.routingKeys ?? {});
    keys.forEach((key: string) => listenerKeys.add(key));
  }
  const ends = [
    ['connectors', listenerKeys],
    ['attachedConnectorBindings', listenerKeys],
    ['listeners', connectorKeys],
  ] as const;
  for (const [kind, otherEnds] of ends) {
    for (const object of ctx.kinds[kind].list(namespace)) {
      await matched(ctx, kind, object, otherEnds);
    }
  }
  for (const listener of ctx.kinds.multiKeyListeners.list(namespace)) {
    await matchMultiKeyListener(ctx, listener, connectorKeys);
  }
}

function operational(
  ctx: SkupperContext,
  link: KubeObject,
  { operational: isUp, remoteSiteId, remoteSiteName }: LinkRecord,
) {
  const Operational = isUp ? OK : { pending: 'Not operational' };
  const fields = { remoteSiteId, remoteSiteName };
  return setConditions(ctx, 'links', link, { Operational }, fields);
}

function matched(
  ctx: SkupperContext,
  kind: 'connectors' | 'listeners' | 'attachedConnectorBindings',
  object: KubeObject,
  otherEnds: Set<string>,
) {
  const [flag, others] =
    kind === 'listeners'
      ? ['hasMatchingConnector', 'connectors']
      : ['hasMatchingListener', 'listeners'];
  const found = otherEnds.has(object.spec.routingKey);
  const Matched = found ? OK : { pending: `No matching ${others}` };
  // Absent, never false.
  const fields = { [flag]: found || undefined };
  return setConditions(ctx, kind, object, { Matched }, fields);
}
