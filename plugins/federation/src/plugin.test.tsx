import {
  createExtensionTester,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import { fakeApi } from './__testUtils__/render';
import { healthyView } from './__testUtils__/views';
import { federationApiRef } from './api';
import { overviewCard } from './extensions/entityCards';
import {
  linksContent,
  sitesContent,
  superNodesContent,
} from './extensions/entityContents';
import { membersPicker } from './extensions/formFields';
import plugin from './index';
import * as legacy from './legacy';

const api = fakeApi({ status: 'live', view: healthyView });

const annotation = { 'backstage-federation.dev/federation': 'retail' };

const entity = (annotations?: Record<string, string>) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'supernode', annotations },
});

describe('the plugin', () => {
  it('is the default export, with its routes', () => {
    expect(plugin.pluginId).toBe('federation');
    expect(Object.keys(plugin.routes)).toEqual(['root', 'federation']);
  });

  it('shows a tab on entities with the annotation', async () => {
    renderTestApp({
      apis: [[federationApiRef, api]],
      extensions: [
        createTestEntityPage({
          entity: entity(annotation),
        }),
        sitesContent,
      ],
    });
    expect(
      await screen.findByTestId('federation-sites', {}, { timeout: 20_000 }),
    ).toBeInTheDocument();
  }, 30_000);

  it('shows tabs and card on entities of a federation only', () => {
    const { filterFunction } = EntityContentBlueprint.dataRefs;
    const filters = [
      createExtensionTester(sitesContent).get(filterFunction),
      createExtensionTester(linksContent).get(filterFunction),
      createExtensionTester(superNodesContent).get(filterFunction),
      createExtensionTester(overviewCard).get(
        EntityCardBlueprint.dataRefs.filterFunction,
      ),
    ];
    filters.forEach(applies => {
      expect(applies?.(entity(annotation))).toBe(true);
      expect(applies?.(entity())).toBe(false);
    });
  });

  it('brings form fields', () => {
    expect(createExtensionTester(membersPicker).snapshot()).toMatchObject({
      id: expect.stringContaining('scaffolder-form-field'),
    });
  });

  it('exports the same for the old frontend system', () => {
    expect(Object.keys(legacy)).toEqual(
      expect.arrayContaining([
        'federationPlugin',
        'FederationsPage',
        'EntityFederationCard',
        'EntityFederationSites',
        'EntityFederationLinks',
        'EntityFederationSuperNodes',
        'FederationMembersPickerFieldExtension',
        'isFederationAvailable',
      ]),
    );
    expect(legacy.isFederationAvailable(entity())).toBe(false);
  });
});
