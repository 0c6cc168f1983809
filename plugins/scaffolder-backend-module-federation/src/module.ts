import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  FederationAdapters,
  federationAdapterServiceRef,
  federationClustersServiceRef,
  readReservedNamespaces,
} from '@backstage-federation/plugin-federation-node';
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
        clusters: federationClustersServiceRef,
        config: coreServices.rootConfig,
        permissions: coreServices.permissions,
      },
      async init({ actions, adapters, clusters, config, permissions }) {
        actions.addActions(
          ...createActions({
            adapters: new FederationAdapters(
              adapters,
              readReservedNamespaces(config),
            ),
            clusters,
            permissions,
          }),
        );
      },
    });
  },
});
