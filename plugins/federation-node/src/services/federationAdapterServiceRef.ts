import { createServiceRef } from '@backstage/backend-plugin-api';
import { FederationAdapter } from '../contract/FederationAdapters';

/**
 * Each installed interconnect and workload. An adapter's package registers itself by a service factory for this reference;
 * plugins that depend on it get all of them.
 *
 * @public
 */
export const federationAdapterServiceRef = createServiceRef<FederationAdapter>({
  id: 'federation.adapter',
  scope: 'root',
  multiton: true,
});
