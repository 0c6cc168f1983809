import {
  CREATE_TEMPLATE,
  FederationSpec,
  federationTexts,
  FederationView,
  Finding,
  OfKind,
  renderFinding,
  renderPhrase,
  renderState,
  StateKind,
} from '@backstage-federation/plugin-federation-common';
import {
  assembleFederation,
  ClusterSnapshot,
  FederationAdapters,
  FoundNetwork,
  Interconnect,
  RecognisedWorkload,
  Workload,
} from '@backstage-federation/plugin-federation-node';

/** A network without a spec: what stands for its spec, and how it is shown. */
export interface FoundFederation {
  /** Names its places, so that rules can judge it; it was never stored. */
  spec: FederationSpec;
  view: FederationView;
}

/** A federation's name has no full stop, so that this is never one. */
const nameOf = ({ hub }: FoundNetwork) =>
  `found.${hub.cluster}.${hub.namespace}`;

/** How long a federation's name may be. */
const MAX_NAME = 40;

const withoutKind = ({ kind: _, ...rest }: OfKind) => rest;

/** The form that makes a federation of it, as far as it can be filled in; who goes on names it as they like. */
function createForm(
  network: FoundNetwork,
  known: RecognisedWorkload | undefined,
) {
  const { cluster, namespace, site, ...hub } = network.hub;
  return {
    name: namespace.slice(0, MAX_NAME).replace(/-+$/, ''),
    hub: { cluster, namespace, site },
    members: known?.members ?? network.members,
    ...hub,
    ...withoutKind(network.interconnect),
    ...(known && withoutKind(known.workload)),
    adopt: true,
    takeOver: true,
  };
}

function foundFinding(
  { name, hub }: FederationSpec,
  formData: Record<string, unknown>,
): Finding {
  const place = `${hub.cluster}/${hub.namespace}`;
  return renderFinding(federationTexts, {
    cause: 'network-found',
    severity: 'info',
    subject: { kind: 'federation', id: name, label: hub.site },
    params: { place },
    evidence: [
      { kind: 'object', source: place, text: `There is a site ${hub.site}.` },
    ],
    remedy: { template: { ref: CREATE_TEMPLATE, formData } },
  });
}

/** The worst that is so of any part of it. Nobody asked for anything, so nothing is missing. */
function kindOf(rows: { state: { kind: StateKind } }[]): StateKind {
  const has = (kind: StateKind) =>
    rows.some(({ state }) => state.kind === kind);
  if (has('down') || has('degraded')) return 'degraded';
  return (['unknown', 'progressing'] as const).find(has) ?? 'ready';
}

function viewOf(
  spec: FederationSpec,
  interconnect: Interconnect,
  known: RecognisedWorkload | undefined,
  form: Record<string, unknown>,
  clusters: ClusterSnapshot[],
  now: Date,
): FederationView {
  const nothing = renderPhrase(federationTexts, 'found-nothing');
  const part = known?.part ?? {
    rows: [],
    findings: [],
    summary: { starting: nothing, healthy: nothing },
  };
  // Its part is made already; the engine takes nothing else of it.
  const workload: Partial<Workload> = {
    kind: spec.workload.kind,
    watches: [],
    // Nobody asks for any, so none is missing.
    services: () => [],
    assemble: () => part,
  };
  const view = assembleFederation({
    spec,
    interconnect,
    workload: workload as Workload,
    clusters,
    now,
    evidence: { interconnect: { logs: [] }, workload: { logs: [] } },
  });
  // A link that a federation would have, and this network need not.
  const links = view.links.filter(({ ref, from }) => ref || !from.cluster);
  const own = view.sites.filter(({ role }) => role !== 'other');
  const others = view.sites.length - own.length;
  const ready = (rows: { state: { kind: StateKind } }[]) =>
    rows.filter(({ state }) => state.kind === 'ready').length;
  const standing = (id: string, rows: typeof own | typeof links) =>
    renderPhrase(federationTexts, id, {
      ready: ready(rows),
      count: rows.length,
    });
  const sites = standing('sites-ready', own);
  const phrase = renderPhrase(federationTexts, 'found', {
    sites: others
      ? renderPhrase(federationTexts, 'sites-and-others', {
          sites,
          others: renderPhrase(federationTexts, 'other-sites', {
            count: others,
          }),
        })
      : sites,
    links: standing('links-operational', links),
    workload: part.summary.healthy,
  });
  const rows = [...own, ...links, ...view.services, ...part.rows];
  return {
    ...view,
    found: true,
    title: spec.hub.site,
    state: renderState(federationTexts, kindOf(rows), 'found'),
    sentence: phrase.text,
    phrase,
    links,
    counts: view.counts.map(of =>
      of.id === 'links'
        ? { ...of, ready: ready(links), total: links.length }
        : of,
    ),
    // Causes and remedies are those of what somebody asked for; states and their reasons stand in the rows.
    findings: [foundFinding(spec, form)],
  };
}

/**
 * The networks that somebody made without a spec, as far as the adapters recognise them.
 *
 * @param isKnown - whether a federation has a site, or what is left of one
 * @returns by name
 */
export function foundFederations(
  adapters: FederationAdapters,
  clusters: ClusterSnapshot[],
  isKnown: Parameters<NonNullable<Interconnect['find']>>[1],
  now: Date,
): FoundFederation[] {
  return adapters.interconnects().flatMap(interconnect =>
    (interconnect.find?.(clusters, isKnown) ?? []).map(network => {
      const [known] = adapters
        .workloads()
        .flatMap(workload => workload.recognise?.(network, clusters) ?? []);
      const spec: FederationSpec = {
        ...network,
        name: nameOf(network),
        workload: known?.workload ?? { kind: '' },
      };
      const form = createForm(network, known);
      return {
        spec,
        view: viewOf(spec, interconnect, known, form, clusters, now),
      };
    }),
  );
}
