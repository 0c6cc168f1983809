import { kube, ResourceType } from '@backstage-federation/kubernetes-clusters';
import { Adapters } from '../contract/FederationAdapters';
import { Plan, PlanStep } from '../contract/plan';

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
 * @public
 */
export function permissionsOf(
  plan: Plan,
  adapters: Adapters,
): Map<string, WantedPermission[]> {
  const types = knownTypes(adapters);
  const wanted = new Map<string, Map<string, WantedPermission>>();
  const add = (
    cluster: string,
    type: ResourceType | undefined,
    namespace: string | undefined,
    verbs: string[],
  ) => {
    if (!type) return;
    const ofCluster = wanted.get(cluster) ?? new Map();
    wanted.set(cluster, ofCluster);
    const key = `${type.apiVersion}/${type.plural}/${namespace ?? ''}`;
    const known: WantedPermission = ofCluster.get(key) ?? {
      type,
      ...(namespace ? { namespace } : {}),
      verbs: [],
    };
    known.verbs = [...new Set([...known.verbs, ...verbs])].sort();
    ofCluster.set(key, known);
  };
  for (const step of plan.steps) addStep(step, types, add);
  return new Map(
    [...wanted].map(([cluster, byType]) => [cluster, [...byType.values()]]),
  );
}

function addStep(
  step: PlanStep,
  types: Map<string, ResourceType>,
  add: (
    cluster: string,
    type: ResourceType | undefined,
    namespace: string | undefined,
    verbs: string[],
  ) => void,
): void {
  switch (step.kind) {
    case 'ensure':
      for (const { apiVersion, kind, metadata } of step.objects) {
        // Server-side apply asks for "patch", and for "create" when the object is new.
        add(
          step.cluster,
          types.get(`${apiVersion}/${kind}`),
          metadata.namespace,
          ['create', 'get', 'patch'],
        );
      }
      break;
    case 'transfer':
    case 'call':
      for (const { cluster, key } of Object.values(step.inputs)) {
        add(cluster, key.type, key.namespace, ['get']);
      }
      if (step.kind === 'transfer' && step.skipIf) {
        const { cluster, key } = step.skipIf.input;
        add(cluster, key.type, key.namespace, ['get']);
      }
      for (const key of step.produces ?? []) {
        add(step.cluster, key.type, key.namespace, ['create', 'get', 'patch']);
      }
      break;
    case 'until':
      for (const { cluster, type, namespace } of step.watches) {
        add(cluster, type, namespace, ['list', 'watch']);
      }
      break;
    case 'remove':
      // Watched until they are gone.
      for (const key of step.keys) {
        add(step.cluster, key.type, key.namespace, [
          'delete',
          'get',
          'list',
          'watch',
        ]);
      }
      break;
    default:
  }
}
