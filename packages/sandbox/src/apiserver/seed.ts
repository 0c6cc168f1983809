import { Cluster } from './cluster';
import { internalRequest } from './controllers/internal';
import { readObjects } from './data';
import { ensure } from './rest/create';
import { typeKey } from './store/entry';
import { Obj } from './types';
import { openShiftDefinitions } from './types/openshift';
import { skupperDefinitions } from './types/skupper';

/** What a cluster has before anybody used it. */
function seedObjects({ registry, context }: Cluster): Obj[] {
  const definitions = [...skupperDefinitions, ...openShiftDefinitions].filter(
    ({ spec }) => registry.byKey(spec.group, spec.names.plural),
  );
  return [
    ...readObjects('objects/kubernetes.yaml'),
    ...structuredClone(definitions),
    ...(context.openshift ? readObjects('objects/openshift.yaml') : []),
  ];
}

/** Makes the objects that are there from the start. */
export function seed(cluster: Cluster): void {
  for (const object of seedObjects(cluster)) {
    const type = cluster.registry.byKind(object.apiVersion, object.kind);
    const request = type && internalRequest(cluster, typeKey(type), object);
    if (request) {
      ensure({ ...request, type }, object);
    }
  }
}
