import { ReactElement } from 'react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { useCustomFieldExtensions } from '@backstage/plugin-scaffolder-react';
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
  federationEntityRoutes,
  federationFieldExtensions,
  FederationsPage,
  FederationsSidebarItem,
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

  it('has the tabs in one piece, for the layout of an entity page', async () => {
    const Tab = (props: {
      path: string;
      title: string;
      if?: (of: typeof entity) => boolean;
      children: JSX.Element;
    }) => (
      <>
        {props.if?.(entity) && <h2>{`${props.path} ${props.title}`}</h2>}
        {props.children}
      </>
    );
    await renderOnEntity(federationEntityRoutes(Tab));
    expect(await screen.findByTestId('federation-sites')).toBeInTheDocument();
    expect(
      screen
        .getAllByRole('heading', { name: /^\/federation/ })
        .map(heading => heading.textContent),
    ).toEqual([
      '/federation-sites Sites',
      '/federation-links Links',
      '/federation-supernodes SuperNodes',
    ]);
  });

  it('has all form fields in one piece, for the scaffolder', async () => {
    const Names = () => (
      <>
        {useCustomFieldExtensions<{ name: string }>(
          <>{federationFieldExtensions}</>,
        ).map(({ name }) => (
          <p key={name}>{name}</p>
        ))}
      </>
    );
    await renderInTestApp(<Names />);
    expect(screen.getAllByText(/^Federation/)).toHaveLength(5);
  });

  it('has an item of the sidebar that leads to the page', async () => {
    await renderInTestApp(<FederationsSidebarItem />, {
      mountedRoutes: { '/somewhere': rootRouteRef },
    });
    expect(screen.getByRole('link', { name: 'Federations' })).toHaveAttribute(
      'href',
      '/somewhere',
    );
  });
});
