import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { federationApi } from './extensions/api';
import { overviewCard } from './extensions/entityCards';
import {
  linksContent,
  sitesContent,
  superNodesContent,
} from './extensions/entityContents';
import {
  clusterPicker,
  federationPicker,
  membersPicker,
  namespacePicker,
  placePicker,
} from './extensions/formFields';
import { federationsPage } from './extensions/pages';
import { FederationIcon } from './FederationIcon';
import {
  externalTemplateRouteRef,
  federationRouteRef,
  rootRouteRef,
} from './routes';

/**
 * Federations on catalog entities, on a page of their own, and in the forms of templates.
 *
 * @public
 */
export const federationPlugin = createFrontendPlugin({
  pluginId: 'federation',
  title: 'Federations',
  icon: <FederationIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, federation: federationRouteRef },
  externalRoutes: { template: externalTemplateRouteRef },
  extensions: [
    federationApi,
    federationsPage,
    overviewCard,
    sitesContent,
    linksContent,
    superNodesContent,
    clusterPicker,
    namespacePicker,
    placePicker,
    membersPicker,
    federationPicker,
  ],
});
