import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/core-plugin-api';

/** The list of federations. @public */
export const rootRouteRef = createRouteRef({ id: 'federation' });

/** One federation, also when the catalog does not know it. @public */
export const federationRouteRef = createSubRouteRef({
  id: 'federation/details',
  parent: rootRouteRef,
  path: '/:name',
});

/** The form of a template. @public */
export const externalTemplateRouteRef = createExternalRouteRef({
  id: 'federation/template',
  params: ['namespace', 'templateName'],
  optional: true,
  defaultTarget: 'scaffolder.selectedTemplate',
});
