import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { createFederationClusters } from './createFederationClusters';
import { FederationClusters } from './types';

/**
 * The clusters of the configuration: one set of connections for all plugins of a backend.
 *
 * @public
 */
export const federationClustersServiceRef =
  createServiceRef<FederationClusters>({
    id: 'federation.clusters',
    scope: 'root',
    defaultFactory: async service =>
      createServiceFactory({
        service,
        deps: {
          config: coreServices.rootConfig,
          logger: coreServices.rootLogger,
          lifecycle: coreServices.rootLifecycle,
        },
        factory({ config, logger, lifecycle }) {
          const clusters = createFederationClusters({
            config,
            logger: logger.child({ service: 'federation.clusters' }),
          });
          lifecycle.addShutdownHook(() => clusters.close());
          return clusters;
        },
      }),
  });
