import {
  kube,
  KubeObject,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';
import {
  belongsTo,
  federationOf,
  isOutside,
  namespaceOf,
  Observed,
  Plan,
  RemoveStep,
  finishPlan,
  SpecClaim,
} from '@backstage-federation/federation-plans';
import type { FederationAdapter } from '../contract/FederationAdapters';
import { isRemovable, labelledPlaces } from './namespaces';

/** Objects of one cluster that carry a federation's label. @internal */
export interface LabelledObjects {
  cluster: string;
  objects: KubeObject[];
  /** What carries another federation's label, or is another hub's: it stays, and so does its namespace. */
  others: KubeObject[];
}

/**
 * Whether an object carries a federation's label and is left over: it is where the spec has no place, or there is no spec.
 *
 * @param claim - what counts of the federation
 * @internal
 */
export function isLeftover(
  object: KubeObject,
  cluster: string,
  federation: string,
  identities: ReadonlyMap<string, string>,
  claim: (SpecClaim & Pick<Observed, 'unheard'>) | undefined,
): boolean {
  if (!claim) return federationOf(object) === federation;
  const places = labelledPlaces(claim.spec);
  return (
    isOutside(places, identities, cluster, namespaceOf(object)) &&
    belongsTo(object, federation, claim)
  );
}

/**
 * Takes away what carries a federation's label: first what runs, then the network, at last, on request, the namespaces that
 * were made for it. What no adapter knows stays.
 *
 * @param found - only what no standing spec has a place for
 * @param adapters - all, as no spec says which it was
 * @internal
 */
export function planLeftovers(
  federation: string,
  found: LabelledObjects[],
  adapters: FederationAdapter[],
  removeNamespaces: boolean = false,
): Plan {
  const workloadFirst = [...adapters].sort((a, b) =>
    b.role.localeCompare(a.role),
  );
  const steps: RemoveStep[] = [];
  for (const { cluster, objects, others } of found) {
    const left = new Set(objects);
    const remove = (id: string, what: string, keys: ObjectKey[]) => {
      if (!keys.length) return;
      steps.push({
        kind: 'remove',
        id: `${cluster}/leftovers/${id}`,
        title: `${cluster}: remove ${what} left over from ${federation}`,
        cluster,
        dependsOn: steps
          .filter(step => step.cluster === cluster)
          .map(step => step.id),
        keys,
      });
    };
    for (const adapter of workloadFirst) {
      const keys = [...left].flatMap(object => {
        const type = adapter.owns(object);
        if (!type) return [];
        left.delete(object);
        const { namespace, name } = object.metadata;
        return [{ type, namespace, name }];
      });
      remove(
        `${adapter.role}/${adapter.kind}`,
        `what ${adapter.title} has`,
        keys,
      );
    }
    const leases = objects.filter(({ kind }) => kind === kube.lease.kind);
    remove(
      'lease',
      'the lease of a killed run',
      leases.map(({ metadata: { namespace, name } }) => ({
        type: kube.lease,
        namespace,
        name,
      })),
    );
    const namespaces = objects.filter(
      object =>
        removeNamespaces &&
        object.kind === kube.namespace.kind &&
        others.every(
          ({ metadata }) => metadata.namespace !== object.metadata.name,
        ) &&
        isRemovable(object, federation, objects, () => true),
    );
    remove(
      'namespaces',
      'namespaces',
      namespaces.map(({ metadata: { name } }) => ({
        type: kube.namespace,
        name,
      })),
    );
  }
  return finishPlan(federation, steps);
}
