import { FederationStore } from '../../plugins/federation-backend/src/store/FederationStore';
import { HeldClusters } from '../../plugins/federation-backend/src/__testUtils__/heldClusters';
import { flower } from '../../plugins/federation-flower/src';
import { FederationAdapters } from '../../plugins/federation-node/src';
import { skupper } from '../../plugins/federation-skupper/src';
import { clusterNames, Size } from './federation';

const quiet = () => {};
const logger: any = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: console.error,
};

/** A store with the real adapters, over clusters that hold nothing yet. */
export async function startStore(size: Size, signal: AbortSignal) {
  const held = new HeldClusters(clusterNames(size));
  const store = FederationStore.start({
    adapters: new FederationAdapters([skupper, flower]),
    clusters: held.clusters,
    logger,
    signal,
    options: { debounceMs: 1 },
  });
  await store.settled(signal);
  return { held, store };
}
