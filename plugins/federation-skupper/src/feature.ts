import { createServiceFactory } from '@backstage/backend-plugin-api';
import { federationAdapterServiceRef } from '@backstage-federation/plugin-federation-node';
import { skupper } from './skupper';

/**
 * Installs Skupper for federations: `backend.add(import('@backstage-federation/plugin-federation-skupper'))`.
 *
 * @public
 */
export const skupperFeature = createServiceFactory({
  service: federationAdapterServiceRef,
  deps: {},
  factory: () => skupper,
});
