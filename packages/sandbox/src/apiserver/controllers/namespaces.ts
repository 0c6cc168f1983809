import { readTemplates } from '../../shared/templates';
import { Cluster } from '../cluster';
import { dataFile } from '../data';
import { ensure } from '../rest/create';
import { finalizeNamespace } from '../rest/special';
import { StoreEvent } from '../store/history';
import { Entry, typeKey } from '../store/entry';
import { Obj } from '../types';
import { deepEqual } from '../ssa/typed';
import { internalRemove, internalRequest } from './internal';
import { remainingConditions } from './namespaceConditions';
import { WorkQueue } from './workQueue';

const NAMESPACES = '/namespaces';
/** What every namespace has: the default ServiceAccount and the certificate that pods trust. */
const contents = readTemplates(dataFile('namespace.yaml'));

/** Gives new namespaces what every namespace has, and empties those that are being deleted. */
export class NamespaceController {
  private readonly queue = new WorkQueue(name => this.reconcile(name));
  private readonly unsubscribe: () => void;

  constructor(private readonly cluster: Cluster) {
    this.unsubscribe = cluster.store.subscribe(undefined, event =>
      this.observe(event),
    );
    for (const { name } of cluster.store.list(NAMESPACES)) {
      this.queue.add(name);
    }
  }

  stop(): void {
    this.unsubscribe();
    this.queue.stop();
  }

  private observe(event: StoreEvent): void {
    if (event.type === NAMESPACES) {
      this.queue.add(event.entry.name);
      return;
    }
    const { namespace } = event.entry;
    const terminating =
      namespace &&
      this.cluster.store.get(NAMESPACES, '', namespace)?.object.metadata
        .deletionTimestamp;
    const replaced =
      event.kind === 'DELETED' && event.entry.name === 'kube-root-ca.crt';
    if (terminating || replaced) {
      this.queue.add(namespace);
    }
  }

  private reconcile(name: string): void {
    const entry = this.cluster.store.get(NAMESPACES, '', name);
    if (!entry) {
      return;
    }
    if (entry.object.metadata.deletionTimestamp) {
      this.empty(entry);
    } else {
      this.furnish(name);
    }
  }

  private furnish(namespace: string): void {
    const { store, context } = this.cluster;
    for (const key of ['/serviceaccounts', '/configmaps']) {
      const object = contents<Obj>(key, { namespace, caPem: context.caPem });
      const request = internalRequest(this.cluster, key, object);
      if (request && !store.get(key, namespace, object.metadata.name)) {
        ensure(request, object);
      }
    }
  }

  private empty(entry: Entry): void {
    const { store, registry } = this.cluster;
    const { name } = entry;
    const keys = new Set(
      registry
        .all()
        .filter(t => t.namespaced)
        .map(typeKey),
    );
    const remaining = () =>
      [...keys].flatMap(key =>
        store.list(key, name).map(({ object }) => ({ key, object })),
      );
    for (const { key, object } of remaining()) {
      if (!object.metadata.deletionTimestamp) {
        internalRemove(this.cluster, key, object, 'Background');
      }
    }
    const current = store.get(NAMESPACES, '', name);
    const left = remaining();
    if (!current || current.object.metadata.uid !== entry.object.metadata.uid) {
      return;
    }
    if (!left.length) {
      const request = internalRequest(this.cluster, NAMESPACES, current.object);
      if (request) {
        finalizeNamespace(request, { spec: { finalizers: [] } });
      }
      return;
    }
    const conditions = remainingConditions(
      left,
      current.object.status?.conditions,
    );
    if (!deepEqual(conditions, current.object.status?.conditions)) {
      store.put(NAMESPACES, {
        ...current.object,
        status: { ...current.object.status, conditions },
      });
    }
  }
}
