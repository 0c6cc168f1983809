import { isError } from '@backstage/errors';
import {
  ClusterStatus,
  federationTexts,
  FederationSpec,
  FederationView,
  Finding,
  Phrase,
  renderFinding,
  memberSiteName,
  Place,
  renderState,
} from '@backstage-federation/plugin-federation-common';
import { SpecClaim } from '@backstage-federation/federation-plans';
import { Leftover, leftoverFinding, placesOf } from './leftovers';
import { unusableSpecFinding } from './specFindings';
import { phrase } from './verdict';

/** What of a view the spec alone says. */
function unshown(
  spec: FederationSpec,
  clusters: ClusterStatus[],
  said: Phrase,
  finding: Finding,
): FederationView {
  const members = spec.members.filter(({ cluster }) => cluster);
  const names = new Set([spec.hub, ...members].map(({ cluster }) => cluster));
  const { cluster, namespace, site } = spec.hub;
  return {
    name: spec.name,
    ...(spec.owner && { owner: spec.owner }),
    state: renderState(federationTexts, 'unknown', 'unknown', {}),
    sentence: said.text,
    phrase: said,
    hub: { cluster, namespace, site },
    members: members.map(member => ({
      name: member.name,
      cluster: member.cluster,
      namespace: member.namespace,
      site: memberSiteName(member),
    })),
    interconnect: { kind: spec.interconnect.kind },
    workload: { kind: spec.workload.kind },
    counts: [],
    clusters: clusters.filter(({ name }) => names.has(name)),
    sites: [],
    links: [],
    services: [],
    findings: [finding],
  };
}

/**
 * The view of a federation whose spec breaks a rule: what can be read of it, and field and rule.
 *
 * @param claim - a claim with an error
 * @param clusters - what is known of the clusters; only those of the federation are kept
 * @public
 */
export function unusableFederation(
  claim: SpecClaim,
  clusters: ClusterStatus[],
): FederationView {
  const { spec, error = '' } = claim;
  const said = phrase('spec-unusable', {
    // What follows the first line of a list of rules is in the finding.
    reason: error.replace(/^.*Invalid federation spec:\s*/s, '').split('\n')[0],
  });
  return unshown(spec, clusters, said, unusableSpecFinding(claim, error));
}

/** An error may quote an object, however long. */
const MAX_REASON = 200;

/**
 * The view of a federation that could not be assembled: its spec, and why.
 *
 * @param clusters - what is known of the clusters; only those of the federation are kept
 * @param error - what was thrown
 * @public
 */
export function failedFederation(
  spec: FederationSpec,
  clusters: ClusterStatus[],
  error: unknown,
): FederationView {
  const { name } = spec;
  const text = isError(error) ? error.message : String(error);
  const reason = text.split('\n')[0].slice(0, MAX_REASON);
  return unshown(
    spec,
    clusters,
    phrase('view-failed', { reason }),
    renderFinding(federationTexts, {
      cause: 'view-failed',
      severity: 'error',
      subject: { kind: 'federation', id: name, label: name },
      params: { name },
      evidence: [{ kind: 'api', source: 'view', text: reason }],
    }),
  );
}

/**
 * What stands for the spec of a federation that has none any more: where something of it is left. Who owned it is not known.
 *
 * @param hub - the place that the leftovers name as its hub; empty where none is known, so that no rule ever permits it
 * @param leftovers - of this federation, at least one
 * @public
 */
export function specOfLeftovers(
  name: string,
  hub: Place,
  leftovers: Leftover[],
): FederationSpec {
  return {
    name,
    hub: { ...hub, site: '' },
    interconnect: { kind: '' },
    workload: { kind: '' },
    members: placesOf(leftovers)
      .filter(
        ({ cluster, namespace }) =>
          cluster !== hub.cluster || namespace !== hub.namespace,
      )
      .map(place => ({ ...place, name: place.cluster })),
  };
}

/**
 * The view of a federation whose spec is gone, or that never had one: what is left, and where.
 *
 * @param spec - what stands for it, of {@link specOfLeftovers}
 * @param clusters - what is known of the clusters; only those of the federation are kept
 * @public
 */
export function leftoverFederation(
  spec: FederationSpec,
  clusters: ClusterStatus[],
  leftovers: Leftover[],
): FederationView {
  // What a spec made names its hub; what single actions made need never have had one.
  const isGone = leftovers.some(({ hub }) => hub !== undefined);
  const said = phrase(isGone ? 'spec-gone' : 'spec-none', {
    count: leftovers.length,
    places: placesOf(leftovers).map(
      ({ cluster, namespace }) => `${cluster}/${namespace}`,
    ),
  });
  return unshown(
    spec,
    clusters,
    said,
    isGone
      ? leftoverFinding('spec-gone', 'error', spec.name, leftovers)
      : leftoverFinding('spec-gone.none', 'warning', spec.name, leftovers),
  );
}
