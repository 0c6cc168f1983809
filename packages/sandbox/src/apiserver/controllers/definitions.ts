import { Cluster } from '../cluster';
import { deepEqual } from '../ssa/typed';
import { typesOf } from '../types/crds';

const CRDS = 'apiextensions.k8s.io/customresourcedefinitions';

/** Serves the types of CustomResourceDefinitions as they come, and takes them and their objects away as they go. */
export function watchDefinitions(cluster: Cluster): () => void {
  return cluster.store.subscribe(CRDS, event => {
    const { object } = event.entry;
    const { group, names } = object.spec;
    if (event.kind === 'DELETED') {
      const key = `${group}/${names.plural}`;
      for (const { namespace, name } of cluster.store.list(key)) {
        cluster.store.remove(key, namespace, name);
      }
      cluster.registry.remove(group, names.plural);
    } else if (!deepEqual(event.previous?.object.spec, object.spec)) {
      cluster.registry.remove(group, names.plural);
      for (const type of typesOf(object)) {
        cluster.registry.add(type);
      }
    }
  });
}
