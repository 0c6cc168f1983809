import {
  ClusterInfo,
  dnsLabel,
} from '@backstage-federation/plugin-federation-common';
import { Translate } from '../../hooks/useT';

/** A cluster and a namespace as far as they are filled in. */
export interface PlaceValue {
  cluster?: string;
  namespace?: string;
  /** Of a network that is taken over: the site that is there. */
  site?: string;
}

/** A member as the form has it. */
export interface MemberValue extends PlaceValue {
  /** How many, or, of a network that is taken over, which. */
  superNodes?: number | { name: string; nodeConfig?: string }[];
  /** Of a network that is taken over: what its member is called, and what its link costs. */
  name?: string;
  linkCost?: number;
}

/** How many SuperNodes a member has. */
export function superNodeCount({ superNodes }: MemberValue) {
  return Array.isArray(superNodes) ? superNodes.length : superNodes;
}

/** What is wrong with each field; a field without an entry is right. */
export type Problems<T> = { [Field in keyof T]?: string };

const MOST_SUPERNODES = 100;

/** Whether a cluster can be used now; a silent one may still come back while the form is filled in. */
export function isUsable(cluster: ClusterInfo): boolean {
  return (
    cluster.state === 'connected' ||
    cluster.state === 'connecting' ||
    // It answers; not all of it can be read at present.
    Boolean(cluster.failing?.length)
  );
}

/**
 * What is wrong with a choice of cluster.
 *
 * @param clusters - those there are; without them only absence can be told
 * @param unreachable - whether it may be one that cannot be used now
 */
export function clusterProblem(
  name: string | undefined,
  clusters: ClusterInfo[] | undefined,
  t: Translate,
  unreachable: boolean = false,
): string | undefined {
  if (!name) {
    return t('problem.clusterMissing');
  }
  const cluster = clusters?.find(each => each.name === name);
  if (clusters && !cluster) {
    return t('problem.clusterUnknown', {
      name,
      known: clusters.map(each => each.name).join(', ') || '–',
    });
  }
  return cluster && !isUsable(cluster) && !unreachable
    ? t('problem.clusterUnreachable', {
        name,
        reason: cluster.reason ?? t(`cluster.state.${cluster.state}`),
      })
    : undefined;
}

/** What is wrong with the name of a namespace. */
export function namespaceProblem(
  name: string | undefined,
  t: Translate,
): string | undefined {
  if (!name) {
    return t('problem.namespaceMissing');
  }
  return dnsLabel('namespace').safeParse(name).success
    ? undefined
    : t('problem.namespaceInvalid');
}

/** What is wrong with a place. */
export function placeProblems(
  place: PlaceValue,
  clusters: ClusterInfo[] | undefined,
  t: Translate,
): Problems<PlaceValue> {
  return {
    cluster: clusterProblem(place.cluster, clusters, t),
    namespace: namespaceProblem(place.namespace, t),
  };
}

const samePlace = (a: PlaceValue, b: PlaceValue | undefined) =>
  Boolean(a.cluster && a.namespace) &&
  a.cluster === b?.cluster &&
  a.namespace === b?.namespace;

/** What is wrong with each member, also in view of the hub and of the members before it. */
export function memberProblems(
  members: MemberValue[],
  hub: PlaceValue | undefined,
  clusters: ClusterInfo[] | undefined,
  t: Translate,
): Problems<MemberValue>[] {
  return members.map((member, i) => {
    const problems: Problems<MemberValue> = placeProblems(member, clusters, t);
    if (!problems.namespace) {
      const twin = members.findIndex(
        (other, j) => j < i && samePlace(member, other),
      );
      if (samePlace(member, hub)) {
        problems.namespace = t('problem.memberIsHub');
      } else if (twin >= 0) {
        problems.namespace = t('problem.memberTwice', {
          number: String(twin + 1),
        });
      }
    }
    const count = superNodeCount(member) ?? 1;
    if (!Number.isInteger(count) || count < 0 || count > MOST_SUPERNODES) {
      problems.superNodes = t('problem.superNodes');
    }
    return problems;
  });
}

/** The problems of one thing as a list. */
export function listProblems<T>(problems: Problems<T>): string[] {
  return Object.values<string | undefined>(problems).filter(
    (problem): problem is string => problem !== undefined,
  );
}
