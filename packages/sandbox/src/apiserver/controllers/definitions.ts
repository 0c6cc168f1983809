import { Cluster } from '../cluster';
import { deepEqual } from '../ssa/typed';
import { CLEANUP, typesOf } from '../types/crds';
import { withMetadata } from './internal';
import { WorkQueue } from './workQueue';

const CRDS = 'apiextensions.k8s.io/customresourcedefinitions';

/** Takes the objects of a deleted definition away, and then lets it go. */
function cleanUp({ store }: Cluster, name: string): void {
  const crd = store.get(CRDS, '', name)?.object;
  if (!crd?.metadata.deletionTimestamp) {
    return;
  }
  const key = `${crd.spec.group}/${crd.spec.names.plural}`;
  for (const entry of store.list(key)) {
    store.remove(key, entry.namespace, entry.name);
  }
  const finalizers = (crd.metadata.finalizers ?? []).filter(
    (f: string) => f !== CLEANUP,
  );
  if (finalizers.length) {
    store.put(CRDS, withMetadata(crd, 'finalizers', finalizers));
  } else {
    store.remove(CRDS, '', name);
  }
}

/**
 * Serves the types of CustomResourceDefinitions as they come, and takes them and their objects away as they go.
 *
 * @returns how to stop
 */
export function watchDefinitions(cluster: Cluster): () => void {
  const queue = new WorkQueue(name => cleanUp(cluster, name));
  const unsubscribe = cluster.store.subscribe(CRDS, event => {
    const { object } = event.entry;
    const { group, names } = object.spec;
    if (event.kind === 'DELETED') {
      cluster.registry.remove(group, names.plural);
    } else if (object.metadata.finalizers?.includes(CLEANUP)) {
      queue.add(object.metadata.name);
    } else if (!deepEqual(event.previous?.object.spec, object.spec)) {
      cluster.registry.remove(group, names.plural);
      for (const type of typesOf(object)) {
        cluster.registry.add(type);
      }
    }
  });
  return () => {
    unsubscribe();
    queue.stop();
  };
}
