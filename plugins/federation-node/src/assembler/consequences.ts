import {
  Finding,
  LinkView,
  Place,
  ServiceView,
  SiteView,
  State,
} from '@backstage-federation/plugin-federation-common';

/**
 * Leaves out that a part of the workload is not connected where the network between is down, and a finding names why:
 * one cause, one finding. The part's own row still says that it is offline.
 *
 * @param findings - the workload's; a part's id begins with `<cluster>/<namespace>/`
 * @param network - the interconnect's part of the view
 * @param symptoms - causes that a network makes that does not carry
 * @internal
 */
export function withoutNetworkConsequences(
  findings: Finding[],
  network: {
    sites: SiteView[];
    links: LinkView[];
    services: ServiceView[];
    findings: Finding[];
  },
  symptoms: readonly string[] = [],
): Finding[] {
  const errors = network.findings.filter(f => f.severity === 'error');
  const named = new Set(errors.map(f => `${f.subject.kind} ${f.subject.id}`));
  const isNamed = (kind: string, id: string) => named.has(`${kind} ${id}`);
  const isDown = ({ state }: { state: State }) => state.kind === 'down';
  const siteId = (site: SiteView) =>
    site.id || `${site.cluster}/${site.namespace}/${site.name}`;
  const sitesDown = network.sites.filter(
    site => site.state.kind === 'down' && isNamed('site', siteId(site)),
  );
  const linksDown = network.links.filter(
    link => link.state.kind === 'down' && isNamed('link', link.id),
  );
  const servicesDown = network.services.filter(({ routingKey }) =>
    isNamed('service', routingKey),
  );
  const all = sitesDown.some(site => site.role === 'hub');
  const places = [
    ...sitesDown,
    ...linksDown.map(link => link.from),
    ...servicesDown.flatMap(({ connectors, listeners }) =>
      // Without a connector no listener carries, whatever it says of itself.
      connectors.length && connectors.every(isDown)
        ? listeners
        : listeners.filter(isDown),
    ),
  ].map(({ cluster, namespace }) => `${cluster}/${namespace}`);
  const down = new Set(places);
  const placeOf = (id: string) => id.split('/', 2).join('/');
  return findings.filter(
    ({ cause, subject }) =>
      !symptoms.includes(cause) || !(all || down.has(placeOf(subject.id))),
  );
}

/**
 * Leaves out that nothing stands behind a service where the workload's finding of the hub says why.
 *
 * @internal
 */
export function withoutWorkloadConsequences(
  findings: Finding[],
  ofWorkload: Finding[],
  hub: Place,
  symptoms: readonly string[] = [],
): Finding[] {
  const isNamed = ofWorkload.some(
    ({ severity, subject }) =>
      severity === 'error' &&
      subject.id.startsWith(`${hub.cluster}/${hub.namespace}/`),
  );
  return findings.filter(({ cause }) => !isNamed || !symptoms.includes(cause));
}
