import { ReactElement } from 'react';
import {
  createTranslationRef,
  TranslationApi,
  translationApiRef,
} from '@backstage/core-plugin-api/alpha';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { axe } from 'jest-axe';
import { federationApiRef, FederationApi, FederationSnapshot } from '../api';
import { externalTemplateRouteRef, rootRouteRef } from '../routes';
import { federationTextsTranslationRef, textMessages } from '../texts';

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

/** A language that says a text in capitals; what the text only names stays as it is. */
export const inCapitals = (text: string) =>
  text.replace(
    /(\{\{.*?\}\})|[^{]+/g,
    (part, name) => name ?? part.toUpperCase(),
  );

/** Translates what the plugin says of findings, states and federations. */
function capitals(): TranslationApi {
  const english = mockApis.translation();
  const messages = Object.fromEntries(
    Object.entries(textMessages).map(([key, text]) => [key, inCapitals(text)]),
  );
  const { id } = federationTextsTranslationRef;
  const translated = createTranslationRef({ id, messages });
  return {
    getTranslation: ref =>
      english.getTranslation(ref.id === id ? (translated as typeof ref) : ref),
    translation$: ref => english.translation$(ref),
  };
}

/** Renders in a test app with the plugin's routes mounted; `translated` into {@link inCapitals}. */
export function renderWith(
  element: ReactElement,
  api: FederationApi,
  { translated }: { translated?: boolean } = {},
) {
  return renderInTestApp(element, {
    apis: [
      [federationApiRef, api],
      ...(translated ? [[translationApiRef, capitals()] as const] : []),
    ],
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
