import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import {
  FederationAdapters,
  federationAdapterServiceRef,
  federationClustersServiceRef,
} from '@backstage-federation/plugin-federation-node';
import { ClusterEntityProvider } from './provider/ClusterEntityProvider';
import { FederationEntityProvider } from './provider/FederationEntityProvider';
import { FoundSpecs } from './provider/FoundSpecs';

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
        adapters: federationAdapterServiceRef,
        catalog: catalogProcessingExtensionPoint,
        clusters: federationClustersServiceRef,
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init(deps) {
        const { catalog, clusters, config, lifecycle, logger } = deps;
        const adapters = new FederationAdapters(deps.adapters, config);
        adapters.problems.forEach(problem => logger.warn(problem));
        const shutdown = new AbortController();
        lifecycle.addShutdownHook(() => shutdown.abort());
        const defaultOwner = config.getOptionalString(
          'catalog.providers.federation.defaultOwner',
        );
        const configured = clusters.list();
        const found = new FoundSpecs(
          adapters,
          configured.map(({ name }) => name),
        );
        catalog.addEntityProvider([
          new ClusterEntityProvider({ clusters: configured, defaultOwner }),
          ...configured.map(
            ({ name }) =>
              new FederationEntityProvider({
                adapters,
                client: clusters.get(name),
                found,
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
