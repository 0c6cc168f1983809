import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { federationClustersServiceRef } from '@backstage-federation/plugin-federation-node';
import { ClusterEntityProvider } from './provider/ClusterEntityProvider';
import { FederationEntityProvider } from './provider/FederationEntityProvider';

/**
 * Entities for the federations found in the clusters: System, Components and Resources.
 *
 * @public
 */
export const catalogModuleFederation = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'federation',
  register(env) {
    env.registerInit({
      deps: {
        catalog: catalogProcessingExtensionPoint,
        clusters: federationClustersServiceRef,
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init({ catalog, clusters, config, lifecycle, logger }) {
        const shutdown = new AbortController();
        lifecycle.addShutdownHook(() => shutdown.abort());
        const defaultOwner = config.getOptionalString(
          'catalog.providers.federation.defaultOwner',
        );
        const configured = clusters.list();
        catalog.addEntityProvider([
          new ClusterEntityProvider({ clusters: configured, defaultOwner }),
          ...configured.map(
            ({ name }) =>
              new FederationEntityProvider({
                client: clusters.get(name),
                logger,
                signal: shutdown.signal,
                defaultOwner,
              }),
          ),
        ]);
      },
    });
  },
});
