import { Cluster } from '../cluster';
import { deepEqual } from '../ssa/typed';
import { Obj } from '../types';
import { CLEANUP, typesOf } from '../types/crds';

const CRDS = 'apiextensions.k8s.io/customresourcedefinitions';

/** Takes the objects of a deleted definition away, and then lets it go. */
function cleanUp(cluster: Cluster, crd: Obj): void {
  const { store } = cluster;
  const { group, names } = crd.spec;
  const key = `${group}/${names.plural}`;
  for (const { namespace, name } of store.list(key)) {
    store.remove(key, namespace, name);
  }
  const live = store.get(CRDS, '', crd.metadata.name)?.object;
  if (!live?.metadata.deletionTimestamp) {
    return;
  }
  const finalizers = live.metadata.finalizers?.filter(
    (f: string) => f !== CLEANUP,
  );
  if (finalizers?.length) {
    store.put(CRDS, { ...live, metadata: { ...live.metadata, finalizers } });
  } else {
    store.remove(CRDS, '', crd.metadata.name);
  }
}

/**
 * Serves the types of CustomResourceDefinitions as they come, and takes them and their objects away as they go.
 *
 * @returns how to stop
 */
export function watchDefinitions(cluster: Cluster): () => void {
  const scheduled = new Set<NodeJS.Immediate>();
  const unsubscribe = cluster.store.subscribe(CRDS, event => {
    const { object } = event.entry;
    const { group, names } = object.spec;
    if (event.kind === 'DELETED') {
      cluster.registry.remove(group, names.plural);
    } else if (object.metadata.finalizers?.includes(CLEANUP)) {
      const task = setImmediate(() => {
        scheduled.delete(task);
        cleanUp(cluster, object);
      });
      scheduled.add(task);
    } else if (!deepEqual(event.previous?.object.spec, object.spec)) {
      cluster.registry.remove(group, names.plural);
      for (const type of typesOf(object)) {
        cluster.registry.add(type);
      }
    }
  });
  return () => {
    unsubscribe();
    scheduled.forEach(task => clearImmediate(task));
  };
}
