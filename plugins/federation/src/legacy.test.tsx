import { ReactElement } from 'react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { fakeApi } from './__testUtils__/render';
import { healthyView } from './__testUtils__/views';
import { federationApiRef } from './api';
import {
  EntityFederationCard,
  EntityFederationLinks,
  EntityFederationSites,
  EntityFederationSuperNodes,
  FederationsPage,
  isFederationAvailable,
} from './legacy';
import { externalTemplateRouteRef, rootRouteRef } from './routes';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: {
    name: 'retail',
    annotations: { 'backstage-federation.dev/federation': 'retail' },
  },
};

const withApi = (element: ReactElement) => (
  <TestApiProvider
    apis={[[federationApiRef, fakeApi({ status: 'live', view: healthyView })]]}
  >
    {element}
  </TestApiProvider>
);
const template = {
  '/create/templates/:namespace/:templateName': externalTemplateRouteRef,
};

/** Renders in an app of the old frontend system, as the pages of an entity do. */
const renderOnEntity = (element: ReactElement) =>
  renderInTestApp(
    withApi(<EntityProvider entity={entity}>{element}</EntityProvider>),
    { mountedRoutes: { '/federations': rootRouteRef, ...template } },
  );

describe('in an app of the old frontend system', () => {
  it.each([
    ['EntityFederationSites', EntityFederationSites, 'federation-sites'],
    ['EntityFederationLinks', EntityFederationLinks, 'federation-links'],
    [
      'EntityFederationSuperNodes',
      EntityFederationSuperNodes,
      'federation-supernodes',
    ],
  ])('%s shows its table', async (_, Tab, table) => {
    await renderOnEntity(<Tab />);
    expect(await screen.findByTestId(table)).toBeInTheDocument();
    expect(screen.getByTestId('federation-sentence')).toHaveTextContent(
      'Healthy: 3 sites, 2 links, 2 SuperNodes connected.',
    );
  });

  it('EntityFederationCard shows the verdict', async () => {
    await renderOnEntity(<EntityFederationCard />);
    expect(await screen.findByTestId('federation-sentence')).toHaveTextContent(
      'Healthy: 3 sites, 2 links, 2 SuperNodes connected.',
    );
  });

  it('FederationsPage says what a federation is when there is none', async () => {
    await renderInTestApp(
      withApi(
        <Routes>
          <Route path="/federations/*" element={<FederationsPage />} />
        </Routes>,
      ),
      { routeEntries: ['/federations'], mountedRoutes: template },
    );
    expect(await screen.findByTestId('federation-empty')).toBeInTheDocument();
  });

  it('offers the tabs on entities of a federation only', () => {
    expect(isFederationAvailable(entity)).toBe(true);
    expect(
      isFederationAvailable({ ...entity, metadata: { name: 'other' } }),
    ).toBe(false);
  });
});
