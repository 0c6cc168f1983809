import { PageBlueprint } from '@backstage/frontend-plugin-api';
import { FederationIcon } from '../FederationIcon';
import { rootRouteRef } from '../routes';

/** @internal */
export const federationsPage = PageBlueprint.make({
  params: {
    path: '/federations',
    title: 'Federations',
    icon: <FederationIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    loader: () =>
      import('../components/federations/FederationsRouter').then(m => (
        <m.FederationsRouter />
      )),
  },
});
