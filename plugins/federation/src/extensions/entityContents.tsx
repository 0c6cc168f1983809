import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { FEDERATION_ANNOTATION } from '@backstage-federation/plugin-federation-common';

/** Entities that belong to a federation. @internal */
export const belongsToFederation = {
  [`metadata.annotations.${FEDERATION_ANNOTATION}`]: { $exists: true },
} as const;

/** @internal */
export const sitesContent = EntityContentBlueprint.make({
  name: 'sites',
  params: {
    path: '/federation-sites',
    title: 'Sites',
    filter: belongsToFederation,
    loader: () => import('../components/tabs').then(m => <m.EntitySitesTab />),
  },
});

/** @internal */
export const linksContent = EntityContentBlueprint.make({
  name: 'links',
  params: {
    path: '/federation-links',
    title: 'Links',
    filter: belongsToFederation,
    loader: () => import('../components/tabs').then(m => <m.EntityLinksTab />),
  },
});

/** @internal */
export const superNodesContent = EntityContentBlueprint.make({
  name: 'supernodes',
  params: {
    path: '/federation-supernodes',
    title: 'SuperNodes',
    filter: belongsToFederation,
    loader: () =>
      import('../components/tabs').then(m => <m.EntitySuperNodesTab />),
  },
});
