import { ComponentType } from 'react';
import { Entity } from '@backstage/catalog-model';
import {
  MissingAnnotationEmptyState,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { FEDERATION_ANNOTATION } from '@backstage-federation/plugin-federation-common';
import { AppRouter } from '../frame';
import { LinksTab, SitesTab, SuperNodesTab } from './FederationTabs';

/** Name of the federation that an entity belongs to. @public */
export function federationOf(entity: Entity): string | undefined {
  return entity.metadata.annotations?.[FEDERATION_ANNOTATION];
}

/** Whether an entity belongs to a federation. @public */
export function isFederationAvailable(entity: Entity): boolean {
  return Boolean(federationOf(entity));
}

/**
 * Shows something of the federation that the page's entity belongs to.
 *
 * It gives React Router itself, as the catalog's entity page does not; so links in it must be absolute.
 */
export function forEntity(
  Tab: ComponentType<{ name: string }>,
): () => JSX.Element {
  return function EntityFederation() {
    const { entity } = useEntity();
    const name = federationOf(entity);
    return name ? (
      <AppRouter>
        <Tab name={name} />
      </AppRouter>
    ) : (
      <MissingAnnotationEmptyState annotation={FEDERATION_ANNOTATION} />
    );
  };
}

/** The sites of the entity's federation. */
export const EntitySitesTab = forEntity(SitesTab);
/** The links and services of the entity's federation. */
export const EntityLinksTab = forEntity(LinksTab);
/** The SuperNodes of the entity's federation. */
export const EntitySuperNodesTab = forEntity(SuperNodesTab);
