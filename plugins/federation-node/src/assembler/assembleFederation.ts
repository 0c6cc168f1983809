import {
  FederationSpec,
  FederationView,
  memberSiteName,
  State,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  Interconnect,
  LogEvidence,
} from '../contract/interconnect';
import { ControlReading, SuperNodeLog, Workload } from '../contract/workload';
import { clusterFindings } from './clusterFindings';
import { withoutNetworkConsequences } from './consequences';
import { compareText, sortFindings } from './sortFindings';
import { verdictOf } from './verdict';

/** Everything that a view is made of. @public */
export interface AssembleInput {
  spec: FederationSpec;
  /** Clusters of the federation; others are ignored. */
  clusters: ClusterSnapshot[];
  /** Newest reading of the SuperLink's Control API; absent before the first. */
  control: ControlReading | undefined;
  logs: { interconnect: LogEvidence[]; workload: SuperNodeLog[] };
  now: Date;
  interconnect: Interconnect;
  workload: Workload;
}

const tally = (parts: { state: State }[], total = parts.length) => ({
  ready: parts.filter(({ state }) => state.kind === 'ready').length,
  total: Math.max(total, parts.length),
});

/**
 * The observed federation: what its clusters, its SuperLink and its logs say, put together, sorted and judged.
 *
 * Pure: equal inputs give equal JSON, whatever the order of clusters and objects.
 *
 * @throws InputError for a workload version without a profile
 * @public
 */
export function assembleFederation(input: AssembleInput): FederationView {
  const { spec, control, logs, now, interconnect, workload } = input;
  const names = new Set(
    [spec.hub, ...spec.members].map(({ cluster }) => cluster),
  );
  const clusters = input.clusters
    .filter(({ name }) => names.has(name))
    .sort((a, b) => compareText(a.name, b.name));
  const network = interconnect.assemble(spec, clusters, logs.interconnect, now);
  const work = workload.assemble(spec, clusters, control, logs.workload, now);

  const statuses = clusters.map(({ status }) => status);
  const sites = [...network.sites].sort(
    (a, b) =>
      Number(b.role === 'hub') - Number(a.role === 'hub') ||
      compareText(a.member ?? '', b.member ?? '') ||
      compareText(
        `${a.cluster}/${a.namespace}/${a.name}`,
        `${b.cluster}/${b.namespace}/${b.name}`,
      ),
  );
  const links = [...network.links].sort((a, b) => compareText(a.id, b.id));
  const services = [...network.services].sort((a, b) =>
    compareText(a.routingKey, b.routingKey),
  );
  const superNodes = [...work.superNodes].sort((a, b) =>
    compareText(a.id, b.id),
  );
  const findings = sortFindings([
    ...network.findings,
    ...withoutNetworkConsequences(work.findings, network),
    ...clusterFindings(spec, statuses),
  ]);
  const wanted = spec.members.reduce((n, m) => n + m.superNodes.length, 0);
  const counts = {
    sites: tally(sites, spec.members.length + 1),
    links: tally(links, spec.members.length),
    services: tally(services),
    superNodes: tally(
      superNodes.filter(({ id }) => !id.startsWith('node/')),
      wanted,
    ),
  };
  const verdict = verdictOf(spec, {
    clusters: statuses,
    sites,
    links,
    services,
    superLink: work.superLink,
    superNodes,
    findings,
    counts,
  });
  return {
    name: spec.name,
    ...(spec.owner ? { owner: spec.owner } : {}),
    state: verdict.state,
    sentence: verdict.sentence,
    hub: {
      cluster: spec.hub.cluster,
      namespace: spec.hub.namespace,
      site: spec.hub.site,
    },
    members: spec.members
      .map(member => ({
        name: member.name,
        cluster: member.cluster,
        namespace: member.namespace,
        site: memberSiteName(member),
      }))
      .sort((a, b) => compareText(a.name, b.name)),
    workload: {
      kind: spec.workload.kind,
      version: spec.workload.version,
      security: spec.workload.security,
    },
    counts,
    clusters: statuses,
    sites,
    links,
    services,
    ...(work.superLink ? { superLink: work.superLink } : {}),
    superNodes,
    findings,
  };
}
