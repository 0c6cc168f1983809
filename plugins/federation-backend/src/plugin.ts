import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { federationPermissions } from '@backstage-federation/plugin-federation-common';
import {
  FederationAdapters,
  federationAdapterServiceRef,
  federationClustersServiceRef,
  specOfResourceRef,
} from '@backstage-federation/plugin-federation-node';
import { FederationAccess } from './permissions/FederationAccess';
import { federationResourceRef, federationRules } from './permissions/rules';
import { FederationMetrics } from './FederationMetrics';
import { createRouter } from './routes/createRouter';
import { FederationStore } from './store/FederationStore';

/**
 * The live view of federations: one set of watches over all clusters, REST and an event stream.
 *
 * @public
 */
export const federationPlugin = createBackendPlugin({
  pluginId: 'federation',
  register(env) {
    env.registerInit({
      deps: {
        adapters: federationAdapterServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        clusters: federationClustersServiceRef,
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init(deps) {
        const { auditor, auth, clusters, logger, permissionsRegistry } = deps;
        const shutdown = new AbortController();
        deps.lifecycle.addShutdownHook(() => shutdown.abort());

        const adapters = new FederationAdapters(deps.adapters, deps.config);
        adapters.problems.forEach(problem => logger.warn(problem));
        const mends = deps.config.getOptionalBoolean('federation.selfMending');
        const metrics = new FederationMetrics();
        const store = FederationStore.start({
          adapters,
          clusters,
          logger,
          metrics,
          mending: mends ? { adapters, auditor, auth } : undefined,
          signal: shutdown.signal,
        });

        permissionsRegistry.addResourceType({
          resourceRef: federationResourceRef,
          permissions: federationPermissions.filter(
            permission => permission.type === 'resource',
          ),
          rules: federationRules,
          // By name as the view has it, and what is left of a federation without a spec gives nobody rights; an action's
          // references say themselves what is, or would be.
          getResources: async refs =>
            refs.map(ref => specOfResourceRef(ref) ?? store.specOf(ref)),
        });
        permissionsRegistry.addPermissions(
          federationPermissions.filter(({ type }) => type === 'basic'),
        );

        deps.httpRouter.use(
          createRouter({
            store,
            adapters,
            clusters,
            access: new FederationAccess(deps.permissions, permissionsRegistry),
            httpAuth: deps.httpAuth,
            auditor,
            metrics,
            signal: shutdown.signal,
          }),
        );
      },
    });
  },
});
