import { createLimiter } from './client/createLimiter';
import { Call, KubeRequester } from './client/KubeRequester';
import { ClusterHealth } from './health/ClusterHealth';
import { KubeConnection } from './transport/KubeTransport';
import { UndiciTransport } from './transport/UndiciTransport';
import { KubeObject, ListOptions, ResourceType, WatchOptions } from './types';
import { listPages } from './watch/listPages';
import { Reflector, ReflectorTiming } from './watch/Reflector';

/**
 * One API server by requests of any verb, for a client with other needs than `ClusterClient`'s.
 *
 * @public
 */
export interface KubeApi {
  /** @throws KubeResponseError for an answer of 400 or more */
  text(call: Call): Promise<string>;
  /** Every page. @throws KubeResponseError for an answer of 400 or more */
  list(type: ResourceType, options?: ListOptions): Promise<KubeObject[]>;
  /** As `ClusterClient.watch`. */
  watch(type: ResourceType, options: WatchOptions): void;
}

/** Many clusters may be reached from one process: what is idle goes soon. */
const KEEP_ALIVE_MS = 5_000;

/**
 * Requests are tried however often they failed before: there is no breaker, and no sign of life is asked for.
 *
 * @public
 */
export function createKubeApi(options: {
  cluster: string;
  connection: KubeConnection;
  concurrency: number;
  timing?: Partial<ReflectorTiming>;
  /** Called when a listener of a watch throws. */
  onBug(error: unknown): void;
}): KubeApi {
  const { cluster, connection, concurrency, timing, onBug } = options;
  const health = new ClusterHealth({
    name: cluster,
    failureThreshold: Infinity,
  });
  const requester = new KubeRequester({
    cluster,
    health,
    transport: new UndiciTransport(
      { resolve: async () => connection },
      // After an outage each connection in the pool may be closed.
      { keepAliveMs: KEEP_ALIVE_MS, retries: () => concurrency },
    ),
    limiter: createLimiter(concurrency),
  });
  return {
    text: call => requester.text(call),
    async list(type, listOptions) {
      return (await listPages(requester, type, listOptions)).objects;
    },
    watch(type, watchOptions) {
      void new Reflector({
        requester,
        health,
        type,
        options: watchOptions,
        timing,
        onBug,
      }).run();
    },
  };
}
