import {
  BackendFeature,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { startTestBackend } from '@backstage/backend-test-utils';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { federationClustersServiceRef } from '@backstage-federation/plugin-federation-node';
import request from 'supertest';
import { federationPlugin } from '../plugin';

/** The federation backend over clusters in memory, and what else is given. */
export async function startBackend(
  clusters: KubernetesClusters,
  options: Parameters<typeof startTestBackend>[0] & {
    features: BackendFeature[];
  },
) {
  const { server } = await startTestBackend({
    ...options,
    features: [
      federationPlugin,
      createServiceFactory({
        service: federationClustersServiceRef,
        deps: {},
        factory: () => clusters,
      }),
      ...options.features,
    ],
  });
  const get = (path: string) =>
    request(server).get(`/api/federation/v1${path}`);
  return {
    get,
    /** Asks until the answer is as it shall be: the store takes a moment to see what is in the clusters. */
    async until(path: string, holds: (body: any) => boolean): Promise<any> {
      for (;;) {
        const { body } = await get(path);
        if (holds(body)) return body;
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    },
  };
}
