import { Registry } from './registry/registry';
import { TypeKey } from './store/entry';
import { Store } from './store/store';
import { StrategyContext } from './types';
import { isDefaultClass } from './types/storageRules';

/** One cluster's state, shared by everything that serves it. */
export interface Cluster {
  name: string;
  store: Store;
  registry: Registry;
  context: StrategyContext;
}

/** A cheap, stable number for a text. */
export function hash(text: string): number {
  let value = 2166136261;
  for (const char of text) {
    value = Math.imul(value ^ char.charCodeAt(0), 16777619) >>> 0;
  }
  return value;
}

const SERVICES: TypeKey = '/services';
const STORAGE_CLASSES: TypeKey = 'storage.k8s.io/storageclasses';

/**
 * What the API server gives by looking at what there is: addresses for Services, and a class for claims. Which are taken is read from the store, so nothing must be given back. Clusters start at
 * different places, because node ports of all clusters meet on one host.
 */
export function allocators(
  cluster: string,
  store: Store,
): Pick<
  StrategyContext,
  'allocateClusterIp' | 'allocateNodePort' | 'defaultStorageClass'
> {
  const second = 96 + (hash(cluster) % 128);
  let nextIp = 10;
  let nextPort = (hash(cluster) % 54) * 50;
  const specs = () => store.list(SERVICES).map(e => e.object.spec ?? {});
  return {
    allocateClusterIp(wanted) {
      const taken = new Set(specs().map(s => s.clusterIP));
      if (wanted) {
        const fits = wanted.startsWith(`10.${second}.`) && !taken.has(wanted);
        return fits ? wanted : undefined;
      }
      for (;;) {
        nextIp = nextIp >= 65000 ? 10 : nextIp + 1;
        const ip = `10.${second}.${nextIp >> 8}.${nextIp & 255}`;
        if (!taken.has(ip)) {
          return ip;
        }
      }
    },
    allocateNodePort(wanted) {
      const taken = new Set<number>(
        specs().flatMap(s => (s.ports ?? []).map((p: any) => p.nodePort)),
      );
      if (wanted) {
        return taken.has(wanted) ? undefined : wanted;
      }
      for (let i = 0; i < 2768; i++) {
        nextPort = (nextPort + 1) % 2768;
        if (!taken.has(30000 + nextPort)) {
          return 30000 + nextPort;
        }
      }
      return undefined;
    },
    defaultStorageClass() {
      // The newest one, as Kubernetes does where there are several.
      const [newest] = store
        .list(STORAGE_CLASSES)
        .map(({ object }) => object)
        .filter(isDefaultClass)
        .sort(
          ({ metadata: a }, { metadata: b }) =>
            b.creationTimestamp.localeCompare(a.creationTimestamp) ||
            a.name.localeCompare(b.name),
        );
      return newest?.metadata.name;
    },
  };
}
