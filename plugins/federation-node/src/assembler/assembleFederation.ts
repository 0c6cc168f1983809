import {
  FederationCount,
  FederationSpec,
  FederationView,
  Finding,
  memberSiteName,
  Phrase,
  Place,
  State,
} from '@backstage-federation/plugin-federation-common';
import { Adapters } from '../contract/FederationAdapters';
import { AdapterEvidence, ClusterSnapshot } from '../contract/view';
import { clusterFindings } from './clusterFindings';
import {
  withoutNetworkConsequences,
  withoutWorkloadConsequences,
} from './consequences';
import { heldFindings } from './heldFindings';
import { sortFindings } from './sortFindings';
import { phrase, verdictOf } from './verdict';
import { compareText } from './words';

/** Everything that a view is made of. @public */
export interface AssembleInput extends Adapters {
  /** The desired federation, as `FederationAdapters.parse` gives it. */
  spec: FederationSpec;
  /** Clusters of the federation; others are ignored. */
  clusters: ClusterSnapshot[];
  /** Places that it is leaving; of their clusters only what is kept there is said. */
  leaving?: Place[];
  /** What each adapter asked for. */
  evidence: Record<keyof Adapters, AdapterEvidence>;
  /** The present time, for what is overdue. */
  now: Date;
  /** What else is to be said of it. */
  findings?: Finding[];
}

function count(
  id: string,
  label: string,
  rows: { state: State }[],
  wanted = rows.length,
): FederationCount {
  return {
    id,
    label,
    ready: rows.filter(({ state }) => state.kind === 'ready').length,
    total: Math.max(wanted, rows.length),
  };
}

/** `1 of 3 sites ready` */
const standing = (id: string, { ready, total }: FederationCount) =>
  phrase(id, { ready, count: total });

/** `3 sites` */
const working = (id: string, { ready }: FederationCount) =>
  phrase(id, { count: ready });

/** Fills the federation's name into the form of what mends a finding. */
function aboutFederation(finding: Finding, federation: string): Finding {
  const { template } = finding.remedy;
  if (!template) return finding;
  const formData = { federation, ...template.formData };
  const remedy = { ...finding.remedy, template: { ...template, formData } };
  return { ...finding, remedy };
}

/**
 * The observed federation: what its clusters, its logs and its probes say, put together, sorted and judged.
 *
 * Pure: equal inputs give equal JSON, whatever the order of clusters and objects.
 *
 * @throws InputError for a spec that its workload cannot run
 * @public
 */
export function assembleFederation(input: AssembleInput): FederationView {
  const parts = assembleInParts(input);
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
  }
}

/**
 * The same, part by part: between two, others may have their turn.
 *
 * @throws InputError for a spec that its workload cannot run
 * @public
 */
export function* assembleInParts(
  input: AssembleInput,
): Generator<undefined, FederationView> {
  const { spec, evidence, now, interconnect, workload, leaving = [] } = input;
  const names = new Set(
    [spec.hub, ...spec.members].map(({ cluster }) => cluster),
  );
  const clusters = input.clusters
    .filter(({ name }) => names.has(name))
    .sort((a, b) => compareText(a.name, b.name));
  const network = interconnect.assemble(
    spec,
    clusters,
    evidence.interconnect,
    now,
    workload.services(spec),
  );
  yield;
  const work = workload.assemble(spec, clusters, evidence.workload, now);

  const watches = [...interconnect.watches, ...workload.watches];
  const held = heldFindings(
    spec.name,
    [spec.hub, ...spec.members, ...leaving],
    [...new Set(watches.map(({ type }) => type.kind))],
    input.clusters,
    now,
  );

  yield;
  const statuses = clusters.map(({ status }) => status);
  const sites = [...network.sites].sort(
    (a, b) =>
      Number(a.role === 'other') - Number(b.role === 'other') ||
      Number(b.role === 'hub') - Number(a.role === 'hub') ||
      compareText(a.member ?? '', b.member ?? '') ||
      compareText(
        `${a.cluster}/${a.namespace}/${a.name}`,
        `${b.cluster}/${b.namespace}/${b.name}`,
      ),
  );
  const links = [...network.links].sort((a, b) => compareText(a.id, b.id));
  // What others have in the network makes the federation neither worse nor better.
  const others = sites.filter(({ role }) => role === 'other');
  const otherIds = new Set(others.map(({ id }) => id));
  const ownSites = sites.filter(({ role }) => role !== 'other');
  const ownLinks = links.filter(({ from }) => !otherIds.has(from.siteId ?? ''));
  const services = [...network.services].sort((a, b) =>
    compareText(a.routingKey, b.routingKey),
  );
  const findings = sortFindings(
    [
      ...withoutWorkloadConsequences(
        network.findings,
        work.findings,
        spec.hub,
        interconnect.workloadSymptoms,
      ),
      ...withoutNetworkConsequences(
        work.findings,
        network,
        workload.networkSymptoms,
      ),
      ...clusterFindings(spec, statuses),
      ...held,
      ...(input.findings ?? []),
    ].map(finding => aboutFederation(finding, spec.name)),
    [...(interconnect.subjects ?? []), ...(workload.subjects ?? [])],
  );
  const siteCount = count('sites', 'Sites', ownSites, spec.members.length + 1);
  const linkCount = count('links', 'Links', ownLinks, spec.members.length);
  const beside = others.length
    ? phrase('other-sites', { count: others.length })
    : undefined;
  const andOthers = (said: Phrase) =>
    beside ? phrase('sites-and-others', { sites: said, others: beside }) : said;
  const verdict = verdictOf(spec, {
    clusters: statuses,
    sites: ownSites,
    links: ownLinks,
    services,
    others: beside,
    rows: work.rows,
    findings,
    claims: [...(network.claims ?? []), ...(work.claims ?? [])],
    summary: {
      starting: {
        sites: andOthers(standing('sites-ready', siteCount)),
        links: standing('links-operational', linkCount),
        workload: work.summary.starting,
      },
      healthy: {
        sites: andOthers(working('sites', siteCount)),
        links: working('links', linkCount),
        workload: work.summary.healthy,
      },
    },
  });
  return {
    name: spec.name,
    ...(spec.owner ? { owner: spec.owner } : {}),
    state: verdict.state,
    sentence: verdict.phrase.text,
    phrase: verdict.phrase,
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
    interconnect: { kind: interconnect.kind, ...network.view },
    workload: { kind: workload.kind, ...work.view },
    counts: [
      siteCount,
      ...(beside ? [count('otherSites', 'Sites of others', others)] : []),
      linkCount,
      count('services', 'Services', services),
      ...(network.counts ?? []),
      ...(work.counts ?? []),
    ],
    clusters: statuses,
    sites,
    links,
    services,
    findings,
  };
}
