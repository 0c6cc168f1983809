import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import {
  createKubernetesClusters,
  KubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';
import { FIELD_MANAGER } from '@backstage-federation/plugin-federation-common';

/**
 * The clusters of the configuration: one set of connections for all plugins of a backend.
 *
 * @public
 */
export const federationClustersServiceRef =
  createServiceRef<KubernetesClusters>({
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
          const clusters = createKubernetesClusters({
            config,
            logger: logger.child({ service: 'federation.clusters' }),
            fieldManager: FIELD_MANAGER,
          });
          lifecycle.addShutdownHook(() => clusters.close());
          return clusters;
        },
      }),
  });
