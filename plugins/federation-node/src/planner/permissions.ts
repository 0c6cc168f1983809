import {
  kube,
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import {
  Plan,
  PlanStep,
  StepInput,
  isAdopted,
  LEASE_VERBS,
  OCCUPANT_TYPES,
  madeBy,
  objectId,
  Observed,
  thingId,
} from '@backstage-federation/federation-plans';
import { Adapters } from '../contract/FederationAdapters';
import { placeOfSpec } from './specStep';

/** What a plan does in one cluster. @public */
export interface WantedPermission {
  type: ResourceType;
  namespace?: string;
  verbs: string[];
}

/** Types by `apiVersion/kind`: Kubernetes' own, and those that the adapters know. @internal */
export function knownTypes(adapters: Adapters): Map<string, ResourceType> {
  const types = [
    ...Object.values(kube),
    ...adapters.interconnect.watches.map(w => w.type),
    ...adapters.workload.watches.map(w => w.type),
  ];
  return new Map(types.map(t => [`${t.apiVersion}/${t.kind}`, t]));
}

/**
 * The permissions that the objects of a plan need, by cluster. Probes are not counted: they say themselves what they could
 * not read.
 *
 * @param observed - what there is: what was adopted is released, not deleted
 * @public
 */
export function permissionsOf(
  plan: Plan,
  adapters: Adapters,
  observed: Observed = { clusters: {} },
): Map<string, WantedPermission[]> {
  const types = knownTypes(adapters);
  const released = new Set(
    Object.entries(observed.clusters).flatMap(([cluster, { objects }]) =>
      objects
        .filter(object => isAdopted(object, plan.federation))
        .map(object => objectId(cluster, object)),
    ),
  );
  const wanted = new Map<string, Map<string, WantedPermission>>();
  const needs = plan.steps.flatMap(step =>
    needsOf(
      step,
      ({ apiVersion, kind }) => types.get(`${apiVersion}/${kind}`),
      released,
    ),
  );
  for (const { cluster, type, namespace, verbs } of needs) {
    const ofCluster = wanted.get(cluster) ?? new Map();
    wanted.set(cluster, ofCluster);
    const key = `${type.apiVersion}/${type.plural}/${namespace ?? ''}`;
    const known = ofCluster.get(key)?.verbs ?? [];
    ofCluster.set(key, {
      type,
      ...(namespace ? { namespace } : {}),
      verbs: [...new Set([...known, ...verbs])].sort(),
    });
  }
  return new Map(
    [...wanted].map(([cluster, byType]) => [cluster, [...byType.values()]]),
  );
}

function needsOf(
  step: PlanStep,
  typeOf: (object: KubeObject) => ResourceType | undefined,
  released: ReadonlySet<string>,
): (WantedPermission & { cluster: string })[] {
  const of = (things: StepInput[], verbs: string[]) =>
    things.map(({ cluster, key: { type, namespace } }) => ({
      cluster,
      type,
      namespace,
      verbs,
    }));
  const own = 'types' in step ? step.types : undefined;
  const typeIn = (object: KubeObject) =>
    typeOf(object) ?? own?.find(({ kind }) => kind === object.kind);
  // Server-side apply asks for "patch", and for "create" when the object is new.
  const makes = [
    ...of(madeBy(step, typeIn), ['create', 'get', 'patch']),
    ...('shortLived' in step && step.shortLived
      ? of([{ cluster: step.cluster, key: step.shortLived.key }], ['delete'])
      : []),
  ];
  switch (step.kind) {
    case 'transfer':
      return [
        ...of(Object.values(step.inputs), ['get']),
        ...of(step.skipIf ? [step.skipIf.input] : [], ['get']),
        ...makes,
      ];
    case 'call':
      return [
        ...of(Object.values(step.inputs), ['get']),
        ...makes,
        ...(step.needs ?? []).map(need => ({ ...need, cluster: step.cluster })),
      ];
    case 'until':
      return Object.values(step.watches).map(
        ({ cluster, type, namespace }) => ({
          cluster,
          type,
          namespace,
          verbs: ['list', 'watch'],
        }),
      );
    case 'remove': {
      const things = step.keys.map(key => ({ cluster: step.cluster, key }));
      const kept = things.filter(thing => released.has(thingId(thing)));
      const inside = things.flatMap(({ cluster, key: { type, name } }) =>
        type.kind === kube.namespace.kind
          ? OCCUPANT_TYPES.map(occupant => ({
              cluster,
              key: { type: occupant, namespace: name, name: '' },
            }))
          : [],
      );
      // Watched until they are gone.
      return [
        ...of(inside, ['list']),
        ...of(things, ['delete', 'get', 'list', 'watch']),
        ...of(kept, ['patch']),
      ];
    }
    default: {
      // Who stores a spec holds the federation's lease.
      const namespace = placeOfSpec(step);
      if (namespace === undefined) return makes;
      const key = { type: kube.lease, namespace, name: '' };
      return [...makes, ...of([{ cluster: step.cluster, key }], LEASE_VERBS)];
    }
  }
}
