import { createServiceFactory } from '@backstage/backend-plugin-api';
import { federationAdapterServiceRef } from '@backstage-federation/plugin-federation-node';
import { flower } from './flower';

/**
 * Installs Flower for federations: `backend.add(import('@backstage-federation/plugin-federation-flower'))`.
 *
 * @public
 */
export const flowerFeature = createServiceFactory({
  service: federationAdapterServiceRef,
  deps: {},
  factory: () => flower,
});
