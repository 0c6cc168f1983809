import {
  ApiBlueprint,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { federationApiRef, FederationBackendApi } from '../api';

/** @internal */
export const federationApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: federationApiRef,
      deps: { fetchApi: fetchApiRef, discoveryApi: discoveryApiRef },
      factory: deps => new FederationBackendApi(deps),
    }),
});
