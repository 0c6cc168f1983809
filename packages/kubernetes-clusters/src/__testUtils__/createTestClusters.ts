import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { ClusterTiming, ManagedKubernetesClusters } from '../connectClusters';
import { createKubernetesClusters } from '../createKubernetesClusters';

/** Times that do not make a test wait. */
export const FAST: ClusterTiming = {
  reflector: { minBackOffMs: 1, maxBackOffMs: 5, notFoundBackOffMs: 5 },
  heartbeat: { intervalMs: 5, retryMs: 1, timeoutMs: 500 },
  breaker: { minBackOffMs: 1, maxBackOffMs: 5 },
};

/** Clusters by name and URL, with token `cluster-token`. */
export function createTestClusters(
  urls: Record<string, string>,
  options: { timing?: ClusterTiming; extra?: object } = {},
): ManagedKubernetesClusters {
  return createKubernetesClusters({
    logger: mockServices.logger.mock(),
    fieldManager: 'backstage-federation',
    timing: options.timing ?? { ...FAST, heartbeat: { intervalMs: 60_000 } },
    config: new ConfigReader({
      kubernetes: {
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: Object.entries(urls).map(([name, url]) => ({
              name,
              url,
              authProvider: 'serviceAccount',
              serviceAccountToken: 'cluster-token',
              ...options.extra,
            })),
          },
        ],
      },
    }),
  });
}

/** Resolves when a condition holds; look again whenever `changed` is called. */
export function waiter() {
  const waiting = new Set<() => void>();
  return {
    changed: () => [...waiting].forEach(check => check()),
    until: (condition: () => boolean) =>
      new Promise<void>(resolve => {
        const check = () => {
          if (condition()) {
            waiting.delete(check);
            resolve();
          }
        };
        waiting.add(check);
        check();
      }),
  };
}
