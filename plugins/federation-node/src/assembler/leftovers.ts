import {
  CLEANUP_TEMPLATE,
  federationTexts,
  Finding,
  Place,
  renderFinding,
} from '@backstage-federation/plugin-federation-common';
import {
  federationOf,
  hubOf,
  isOutside,
  SpecClaims,
  leavingMembers,
} from '@backstage-federation/federation-plans';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import type { FederationAdapter } from '../contract/FederationAdapters';
import { isLeftover } from '../planner/leftovers';
import { compareText } from './words';

/** Something that carries a federation's label where no spec that counts has a place for it. @public */
export interface Leftover extends Place {
  /** The federation that its label names. */
  federation: string;
  /** The hub that it says it belongs to: `<identity of the cluster>/<namespace>`. */
  hub?: string;
  /** Kind and name. */
  label: string;
}

/**
 * Finds what federations have left over: where the spec that counts has no place, or anywhere when there is none. What
 * belongs to something else, is being deleted, or is a member's that is being taken away, is left out.
 *
 * @param objects - of all clusters
 * @param claims - whose spec breaks a rule, and so may have places that cannot be read, has none
 * @param identities - of the clusters, by their names in the configuration
 * @param adapters - what none of them makes is no leftover
 * @returns by federation, cluster, namespace and label; what is seen by two names of a cluster, once
 * @public
 */
export function findLeftovers(
  objects: { cluster: string; object: KubeObject }[],
  { standing }: SpecClaims,
  identities: ReadonlyMap<string, string>,
  adapters: FederationAdapter[],
): Leftover[] {
  const found = new Map<string, Leftover>();
  /** Judged once for all that is in a place: a federation may have many of both. */
  const judged = new Map<string, boolean>();
  for (const { cluster, object } of objects) {
    const { metadata, kind } = object;
    const federation = federationOf(object);
    const claim = standing.get(federation ?? '');
    const { namespace = '', ownerReferences, deletionTimestamp } = metadata;
    const isKnown =
      federation &&
      claim?.error === undefined &&
      !ownerReferences?.length &&
      !deletionTimestamp &&
      adapters.some(adapter => adapter.owns(object));
    if (!isKnown) continue;
    const hub = hubOf(object);
    const alike = `${federation} ${cluster}/${namespace} ${hub}`;
    if (!judged.has(alike)) {
      const leaving = claim ? leavingMembers(claim.object) : [];
      judged.set(
        alike,
        isLeftover(object, cluster, federation, identities, claim) &&
          isOutside(leaving, identities, cluster, namespace),
      );
    }
    if (!judged.get(alike)) continue;
    const label = `${kind} ${metadata.name}`;
    const identity = identities.get(cluster) ?? cluster;
    const id = `${federation} ${identity}/${namespace} ${label}`;
    if (found.has(id)) continue;
    found.set(id, {
      federation,
      cluster,
      namespace,
      label,
      ...(hub !== undefined && { hub }),
    });
  }
  const key = (of: Leftover) =>
    `${of.federation} ${of.cluster}/${of.namespace} ${of.label}`;
  return [...found.values()].sort((a, b) => compareText(key(a), key(b)));
}

const placeOf = ({ cluster, namespace }: Place) => `${cluster}/${namespace}`;

/** The places of leftovers, each once. @internal */
export function placesOf(leftovers: Leftover[]): Place[] {
  const places = leftovers.map(({ cluster, namespace }) => ({
    cluster,
    namespace,
  }));
  return [...new Map(places.map(place => [placeOf(place), place])).values()];
}

const MAX_NAMED = 20;

function namedIn(leftovers: Leftover[], place: string): string {
  const labels = leftovers
    .filter(left => placeOf(left) === place)
    .map(({ label }) => label);
  const more = labels.length - MAX_NAMED;
  const named = labels.slice(0, MAX_NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

/** What is said of what one federation has left over, with the template that takes it away. @internal */
export function leftoverFinding(
  text: 'spec-gone' | 'spec-gone.none' | 'leftovers',
  severity: Finding['severity'],
  name: string,
  leftovers: Leftover[],
): Finding {
  const places = placesOf(leftovers).map(placeOf);
  return renderFinding(federationTexts, {
    cause: text.split('.')[0],
    text,
    severity,
    subject: { kind: 'federation', id: name, label: name },
    params: { name, places },
    evidence: places.map(place => ({
      kind: 'object',
      source: place,
      text: namedIn(leftovers, place),
    })),
    remedy: {
      template: { ref: CLEANUP_TEMPLATE, formData: { federation: name } },
    },
  });
}

/**
 * What a federation that has a spec has left over elsewhere. Anybody may have put the label there, so it is no reason to
 * call the federation anything but well.
 *
 * @param leftovers - its own
 * @public
 */
export function leftoverFindings(
  name: string,
  leftovers: Leftover[],
): Finding[] {
  return leftovers.length
    ? [leftoverFinding('leftovers', 'info', name, leftovers)]
    : [];
}
