import { isError } from '@backstage/errors';
import {
  FEDERATION_LABEL,
  FederationSpec,
  MemberSpec,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  readSpecConfigMap,
  specConfigMapName,
  specDocument,
} from './specConfigMap';

/** A ConfigMap that holds a federation's spec, and where it was found. @public */
export interface FoundSpec {
  /** Name of the cluster in the configuration. */
  cluster: string;
  /** The ConfigMap. */
  object: KubeObject;
}

/** A spec that lies where it says. @public */
export interface SpecClaim extends FoundSpec {
  /** The federation. */
  name: string;
  /** Which hub it is, whatever its cluster is called: `<identity of the cluster>/<namespace>`. */
  hub: string;
  /** What it says. When it breaks a rule: as much of it as can be read, with nothing where a place cannot be told. */
  spec: FederationSpec;
  /** The field and its rule, when the spec cannot be used. */
  error?: string;
}

/** A spec that counts for nothing, and why. @public */
export interface RejectedSpec extends FoundSpec {
  /** The federation that its label names. */
  name: string;
  /**
   * - `misnamed`: the ConfigMap's name, its label and the spec's name differ
   * - `copy`: it names another place as its hub
   * - `taken`: an older spec has the name
   */
  reason: 'misnamed' | 'copy' | 'taken';
  /** The place that it names as its hub, as far as it can be read, or where the name is taken. */
  other: { cluster: string; namespace: string };
}

/** What specs come to. @public */
export interface SpecClaims {
  /** The claims that stand, by the federation's name. */
  standing: Map<string, SpecClaim>;
  /** All others. They are shown at their places, never obeyed. */
  rejected: RejectedSpec[];
}

/** Which hub it is, in whatever way its cluster is called. @internal */
export function hubId(identity: string, namespace: string): string {
  return `${identity}/${namespace}`;
}

/** The identity of a hub's cluster, and its namespace. @internal */
export function parseHubId(hub: string): {
  identity: string;
  namespace: string;
} {
  // The identity of a cluster may hold a slash.
  const slash = hub.lastIndexOf('/');
  return { identity: hub.slice(0, slash), namespace: hub.slice(slash + 1) };
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : {};
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** What the text of a spec says, unchecked. */
function rawSpec(object: KubeObject): Record<string, unknown> {
  try {
    return record(specDocument(object, textOf(record(object.data).spec)));
  } catch {
    return {};
  }
}

/** As much of a spec as can be read. A member's place that cannot be told is empty, so that no rule ever permits it. */
function readable(
  name: string,
  { cluster, object }: FoundSpec,
): FederationSpec {
  const { owner, hub, interconnect, workload, members } = rawSpec(object);
  const kindOf = (part: unknown) => ({ kind: textOf(record(part).kind) });
  const unread = { name: '', cluster: '', namespace: '' };
  return {
    name,
    ...(typeof owner === 'string' && { owner }),
    hub: {
      cluster: textOf(record(hub).cluster) || cluster,
      namespace: object.metadata.namespace ?? '',
      site: textOf(record(hub).site),
    },
    interconnect: kindOf(interconnect),
    workload: kindOf(workload),
    members: Array.isArray(members)
      ? members.map((member): MemberSpec => {
          const { name: label, cluster: at, namespace } = record(member);
          const place = {
            cluster: textOf(at),
            namespace: textOf(namespace),
          };
          return { ...place, name: textOf(label) || place.cluster };
        })
      : [unread],
  };
}

function byAge(a: SpecClaim, b: SpecClaim): number {
  const timeOf = ({ object }: SpecClaim) =>
    Date.parse(object.metadata.creationTimestamp ?? '') || 0;
  return timeOf(a) - timeOf(b) || (a.hub < b.hub ? -1 : 1);
}

/**
 * Decides which specs count. A spec speaks for its own place only: it counts when it lies in the cluster and namespace
 * that it names as its hub, under the name and the label of its federation. Of two that count, the older one stands.
 * Clusters are told apart by their identities, so that what is seen under two names is one.
 *
 * Pure: the order of the specs does not matter.
 *
 * @param found - ConfigMaps that `isSpecConfigMap` knows
 * @param identities - of the clusters, by their names in the configuration; one that is not known is its own
 * @param parseSpec - checks a spec further, such as by its adapters. Throws an error that names field and rule
 * @public
 */
export function specClaims(
  found: FoundSpec[],
  identities: ReadonlyMap<string, string>,
  parseSpec: (spec: FederationSpec) => FederationSpec = spec => spec,
): SpecClaims {
  const identityOf = (cluster: string) => identities.get(cluster) ?? cluster;
  const standing = new Map<string, SpecClaim>();
  const rejected: RejectedSpec[] = [];
  const claims: SpecClaim[] = [];
  const places = new Set<string>();
  for (const { cluster, object } of found) {
    const { metadata } = object;
    const namespace = metadata.namespace ?? '';
    const name = metadata.labels?.[FEDERATION_LABEL] ?? '';
    const hub = hubId(identityOf(cluster), namespace);
    const place = `${hub}/${metadata.name}`;
    if (places.has(place)) continue;
    places.add(place);

    const raw = rawSpec(object);
    const named = {
      cluster: textOf(record(raw.hub).cluster) || cluster,
      namespace: textOf(record(raw.hub).namespace) || namespace,
    };
    const reject = (reason: RejectedSpec['reason']) =>
      rejected.push({ cluster, object, name, reason, other: named });
    if (
      metadata.name !== specConfigMapName(name) ||
      (textOf(raw.name) || name) !== name
    ) {
      reject('misnamed');
    } else if (hubId(identityOf(named.cluster), named.namespace) !== hub) {
      reject('copy');
    } else {
      const claim = { cluster, object, name, hub };
      try {
        const spec = parseSpec(readSpecConfigMap(object));
        claims.push({ ...claim, spec });
      } catch (error) {
        claims.push({
          ...claim,
          spec: readable(name, claim),
          error: isError(error) ? error.message : String(error),
        });
      }
    }
  }
  for (const claim of claims.sort(byAge)) {
    const { cluster, object, name } = claim;
    const older = standing.get(name);
    if (older) {
      const { namespace } = older.object.metadata;
      const other = { cluster: older.cluster, namespace: namespace ?? '' };
      rejected.push({ cluster, object, name, reason: 'taken', other });
    } else {
      standing.set(name, claim);
    }
  }
  return { standing, rejected };
}
