import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  ObservedCluster,
  ReadRequest,
  UntilStep,
} from '@backstage-federation/plugin-federation-node';
import { olmTypes } from '../resources';
import { OperatorFacts, operatorFacts, OperatorObjects } from './facts';
import { CATALOGS_NAMESPACE, OPERATORS_NAMESPACE } from './objects';

/** What is read of OLM, by the names that facts have for it; without the first two nothing can be said. */
const READ = {
  subscriptions: olmTypes.subscription,
  versions: olmTypes.clusterServiceVersion,
  plans: olmTypes.installPlan,
  groups: olmTypes.operatorGroup,
  catalogs: olmTypes.catalogSource,
  ownCatalogs: olmTypes.catalogSource,
} as const;

type Read = keyof typeof READ;

const namespaceOf = (read: Read) =>
  read === 'catalogs' ? CATALOGS_NAMESPACE : OPERATORS_NAMESPACE;

/** What a plan must see of a cluster's operators. @internal */
export function operatorReads(cluster: string): ReadRequest[] {
  return (Object.keys(READ) as Read[]).map(read => ({
    cluster,
    type: READ[read],
    namespace: namespaceOf(read),
  }));
}

/** Whether it could be read, as far as is known. */
function isReadable({ unread = [] }: ObservedCluster, read: Read): boolean {
  const { apiVersion, plural } = READ[read];
  return !unread.some(
    ({ resource, namespace }) =>
      resource === `${plural}.${apiVersion.split('/')[0]}` &&
      (namespace === undefined || namespace === namespaceOf(read)),
  );
}

/** What is known of the operator; undefined where that must not be read. @internal */
export function operatorSeen(seen: ObservedCluster): OperatorFacts | undefined {
  const isIn = (read: Read) => (object: KubeObject) =>
    object.kind === READ[read].kind &&
    object.metadata.namespace === namespaceOf(read);
  const read = (name: Read) =>
    isReadable(seen, name) ? seen.objects.filter(isIn(name)) : undefined;
  const subscriptions = read('subscriptions');
  const versions = read('versions');
  if (!subscriptions || !versions) return undefined;
  return operatorFacts({
    subscriptions,
    versions,
    plans: read('plans'),
    groups: read('groups'),
    catalogs: read('catalogs'),
    ownCatalogs: read('ownCatalogs'),
  });
}

/** What a wait for the operator watches: of what helps only to say why it lasts, what can be read. @internal */
export function operatorWatches(
  cluster: string,
  seen: ObservedCluster,
): UntilStep['watches'] {
  const needed: Read[] = ['subscriptions', 'versions'];
  const olm = (Object.keys(READ) as Read[])
    .filter(read => needed.includes(read) || isReadable(seen, read))
    .map(read => [
      read,
      { cluster, type: READ[read], namespace: namespaceOf(read) },
    ]);
  const workload = [
    ['deployments', kube.deployment],
    ['pods', kube.pod],
  ].map(([name, type]) => [
    name,
    { cluster, type, namespace: OPERATORS_NAMESPACE },
  ]);
  const podsRead = !seen.unread?.some(({ resource }) => resource === 'pods');
  return Object.fromEntries([...olm, ...(podsRead ? workload : [])]);
}

/** The facts of what such a wait sees. @internal */
export function operatorWatched(
  watched: Record<string, KubeObject[]>,
): OperatorFacts {
  return operatorFacts({
    ...watched,
    subscriptions: watched.subscriptions ?? [],
    versions: watched.versions ?? [],
  } as OperatorObjects);
}
