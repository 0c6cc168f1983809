/**
 * Echo in federations.
 *
 * @packageDocumentation
 */
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { federationAdapterServiceRef } from '@backstage-federation/plugin-federation-node';
import { echo } from './echo';

/** Installs echo: `backend.add(import('@backstage-federation/plugin-federation-echo'))`. @public */
export default createServiceFactory({
  service: federationAdapterServiceRef,
  deps: {},
  factory: () => echo,
});
