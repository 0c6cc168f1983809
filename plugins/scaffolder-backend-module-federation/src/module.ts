import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  FederationAdapters,
  federationAdapterServiceRef,
  federationClustersServiceRef,
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
        permissions: coreServices.permissions,
      },
      async init({ actions, adapters, clusters, permissions }) {
        actions.addActions(
          ...createActions({
            adapters: new FederationAdapters(adapters),
            clusters,
            permissions,
          }),
        );
      },
    });
  },
});
