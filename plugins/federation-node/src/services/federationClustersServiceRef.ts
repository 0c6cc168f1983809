import {
  coreServices,
  createServiceFactory,
  createServiceRef,
  ServiceFactory,
  ServiceRef,
} from '@backstage/backend-plugin-api';
import {
  acrossCopies,
  createKubernetesClusters,
  KubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';
import { FIELD_MANAGER } from '@backstage-federation/plugin-federation-common';

type DefaultFactory = (
  service: ServiceRef<KubernetesClusters, 'root'>,
) => Promise<ServiceFactory>;

/** A backend makes one instance for each default factory: dynamic plugins with copies of this package have the same one. */
const clustersFactory = acrossCopies(
  'federation.clusters/1',
  (): DefaultFactory => async service =>
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
);

/**
 * The clusters of the configuration: one set of connections for all plugins of a backend.
 *
 * @public
 */
export const federationClustersServiceRef =
  createServiceRef<KubernetesClusters>({
    id: 'federation.clusters',
    scope: 'root',
    defaultFactory: clustersFactory,
  });
