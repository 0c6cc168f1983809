import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  FederationAdapters,
  federationAdapterServiceRef,
  federationClustersServiceRef,
} from '@backstage-federation/plugin-federation-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createActions } from './actions';

/**
 * Scaffolder actions for federations.
 *
 * @public
 */
export const scaffolderModuleFederation = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'federation',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        adapters: federationAdapterServiceRef,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        clusters: federationClustersServiceRef,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
      },
      async init({ actions, auth, catalog, ...services }) {
        const { clusters, config, logger, permissions } = services;
        const adapters = new FederationAdapters(services.adapters, config);
        adapters.problems.forEach(problem => logger.warn(problem));
        actions.addActions(
          ...createActions({
            adapters,
            clusters,
            permissions,
            async entities(entityRefs) {
              const { items } = await catalog.getEntitiesByRefs(
                { entityRefs, fields: ['metadata.annotations'] },
                { credentials: await auth.getOwnServiceCredentials() },
              );
              return items;
            },
          }),
        );
      },
    });
  },
});
