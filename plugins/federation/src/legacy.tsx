/**
 * The same for apps that do not use the new frontend system.
 *
 * @packageDocumentation
 */
import { ComponentType } from 'react';
import { Entity } from '@backstage/catalog-model';
import { SidebarItem } from '@backstage/core-components';
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
  useRouteRef,
} from '@backstage/core-plugin-api';
import {
  createScaffolderFieldExtension,
  ScaffolderFieldExtensions,
} from '@backstage/plugin-scaffolder-react';
import { federationApiRef, FederationBackendApi } from './api';
import {
  ClusterPicker,
  clusterPickerSchema,
  FederationPicker,
  federationPickerSchema,
  MembersPicker,
  membersPickerSchema,
  NamespacePicker,
  namespacePickerSchema,
  PlacePicker,
  placePickerSchema,
  validateCluster,
  validateMembers,
  validateNamespace,
  validatePlace,
} from './components/fields';
import { isFederationAvailable } from './components/tabs/EntityTabs';
import { FederationIcon } from './FederationIcon';
import { useT } from './hooks/useT';
import { externalTemplateRouteRef, rootRouteRef } from './routes';

export { isFederationAvailable } from './components/tabs/EntityTabs';
export { federationApiRef } from './api';
export { FederationIcon } from './FederationIcon';
export type { FederationApi, FederationFeed, FederationSnapshot } from './api';

/** @public */
export const federationPlugin = createPlugin({
  id: 'federation',
  apis: [
    createApiFactory({
      api: federationApiRef,
      deps: { fetchApi: fetchApiRef, discoveryApi: discoveryApiRef },
      factory: deps => new FederationBackendApi(deps),
    }),
  ],
  routes: { root: rootRouteRef },
  externalRoutes: { template: externalTemplateRouteRef },
});

/** The list of federations and, below it, each of them. @public */
export const FederationsPage: () => JSX.Element = federationPlugin.provide(
  createRoutableExtension({
    name: 'FederationsPage',
    mountPoint: rootRouteRef,
    component: () =>
      import('./components/federations/LegacyFederationsPage').then(
        m => m.LegacyFederationsPage,
      ),
  }),
);

/** The sidebar's way to {@link FederationsPage}, wherever that is mounted. @public */
export function FederationsSidebarItem(): JSX.Element {
  const t = useT();
  const path = useRouteRef(rootRouteRef);
  return (
    <SidebarItem icon={FederationIcon} to={path()} text={t('list.title')} />
  );
}

/** The federation of an entity at a glance. @public */
export const EntityFederationCard = federationPlugin.provide(
  createComponentExtension({
    name: 'EntityFederationCard',
    component: {
      lazy: () =>
        import('./components/overview').then(m => m.EntityOverviewCard),
    },
  }),
);

/** The sites of an entity's federation; put it below an `EntityLayout.Route`. @public */
export const EntityFederationSites = federationPlugin.provide(
  createComponentExtension({
    name: 'EntityFederationSites',
    component: {
      lazy: () => import('./components/tabs').then(m => m.EntitySitesTab),
    },
  }),
);

/** The links of an entity's federation; put it below an `EntityLayout.Route`. @public */
export const EntityFederationLinks = federationPlugin.provide(
  createComponentExtension({
    name: 'EntityFederationLinks',
    component: {
      lazy: () => import('./components/tabs').then(m => m.EntityLinksTab),
    },
  }),
);

/** The SuperNodes of an entity's federation; put it below an `EntityLayout.Route`. @public */
export const EntityFederationSuperNodes = federationPlugin.provide(
  createComponentExtension({
    name: 'EntityFederationSuperNodes',
    component: {
      lazy: () => import('./components/tabs').then(m => m.EntitySuperNodesTab),
    },
  }),
);

/**
 * All tabs of an entity's federation, for an `EntityLayout`. Entities without a federation have none of them.
 *
 * @param Route - `EntityLayout.Route` of `@backstage/plugin-catalog`
 * @example
 * ```tsx
 * <EntityLayout>{federationEntityRoutes(EntityLayout.Route)}</EntityLayout>
 * ```
 * @public
 */
export function federationEntityRoutes(
  Route: ComponentType<{
    path: string;
    title: string;
    if?: (entity: Entity) => boolean;
    children: JSX.Element;
  }>,
): JSX.Element {
  return (
    <>
      <Route path="/federation-sites" title="Sites" if={isFederationAvailable}>
        <EntityFederationSites />
      </Route>
      <Route path="/federation-links" title="Links" if={isFederationAvailable}>
        <EntityFederationLinks />
      </Route>
      <Route
        path="/federation-supernodes"
        title="SuperNodes"
        if={isFederationAvailable}
      >
        <EntityFederationSuperNodes />
      </Route>
    </>
  );
}

/** @public */
export const FederationClusterPickerFieldExtension = federationPlugin.provide(
  createScaffolderFieldExtension({
    name: 'FederationClusterPicker',
    component: ClusterPicker,
    schema: clusterPickerSchema.schema,
    validation: validateCluster,
  }),
);

/** @public */
export const FederationNamespacePickerFieldExtension = federationPlugin.provide(
  createScaffolderFieldExtension({
    name: 'FederationNamespacePicker',
    component: NamespacePicker,
    schema: namespacePickerSchema.schema,
    validation: validateNamespace,
  }),
);

/** @public */
export const FederationPlacePickerFieldExtension = federationPlugin.provide(
  createScaffolderFieldExtension({
    name: 'FederationPlacePicker',
    component: PlacePicker,
    schema: placePickerSchema.schema,
    validation: validatePlace,
  }),
);

/** @public */
export const FederationMembersPickerFieldExtension = federationPlugin.provide(
  createScaffolderFieldExtension({
    name: 'FederationMembersPicker',
    component: MembersPicker,
    schema: membersPickerSchema.schema,
    validation: validateMembers,
  }),
);

/** @public */
export const FederationPickerFieldExtension = federationPlugin.provide(
  createScaffolderFieldExtension({
    name: 'FederationPicker',
    component: FederationPicker,
    schema: federationPickerSchema.schema,
  }),
);

/** All form fields of the templates: what the route of the `ScaffolderPage` contains. @public */
export const federationFieldExtensions: JSX.Element = (
  <ScaffolderFieldExtensions>
    <FederationClusterPickerFieldExtension />
    <FederationNamespacePickerFieldExtension />
    <FederationPlacePickerFieldExtension />
    <FederationMembersPickerFieldExtension />
    <FederationPickerFieldExtension />
  </ScaffolderFieldExtensions>
);
