import { ReactElement } from 'react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { axe } from 'jest-axe';
import { federationApiRef, FederationApi, FederationSnapshot } from '../api';
import { externalTemplateRouteRef, rootRouteRef } from '../routes';

/** An API whose every federation is in the state of `snapshot`. */
export function fakeApi(
  snapshot: FederationSnapshot = { status: 'loading' },
  overrides: Partial<FederationApi> = {},
): FederationApi {
  return {
    listFederations: async () => ({ items: [], clusters: [] }),
    listClusters: async () => ({ items: [] }),
    listNamespaces: async () => ({ items: [] }),
    follow: () => ({
      getSnapshot: () => snapshot,
      subscribe: () => () => {},
    }),
    ...overrides,
  };
}

/** Renders in a test app with the plugin's routes mounted. */
export function renderWith(element: ReactElement, api: FederationApi) {
  return renderInTestApp(element, {
    apis: [[federationApiRef, api]],
    mountedRoutes: {
      '/federations': rootRouteRef,
      '/create/templates/:namespace/:templateName': externalTemplateRouteRef,
    },
  });
}

/** The accessibility problems of what is rendered, as readable text. */
export async function accessibilityProblems(
  container: Element,
): Promise<string[]> {
  const { violations } = await axe(container, {
    // The element is rendered without the page around it.
    rules: { region: { enabled: false } },
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
}
