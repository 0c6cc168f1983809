import { createApiRef } from '@backstage/core-plugin-api';
import {
  ClusterList,
  FederationClient,
  FederationClientOptions,
  FederationList,
  NamespaceList,
} from '@backstage-federation/plugin-federation-common';
import { FederationFeed, FederationFeeds } from './FederationFeeds';

/** The federation backend as the components see it. @public */
export interface FederationApi {
  /** See `FederationClient.listFederations`. */
  listFederations(options?: {
    cursor?: string;
    limit?: number;
    signal?: AbortSignal;
  }): Promise<FederationList>;
  /** See `FederationClient.listClusters`. */
  listClusters(options?: { signal?: AbortSignal }): Promise<ClusterList>;
  /** See `FederationClient.listNamespaces`. */
  listNamespaces(
    cluster: string,
    options?: { signal?: AbortSignal },
  ): Promise<NamespaceList>;
  /** A federation, live; all who follow the same one share one event stream. */
  follow(name: string): FederationFeed;
}

/** Reference of the {@link FederationApi}. @public */
export const federationApiRef = createApiRef<FederationApi>({
  id: 'plugin.federation.api',
});

/** The {@link FederationApi} over the backend's REST and event stream. @internal */
export class FederationBackendApi implements FederationApi {
  readonly #client: FederationClient;
  readonly #feeds: FederationFeeds;

  constructor(options: FederationClientOptions) {
    const client = new FederationClient(options);
    this.#client = client;
    this.#feeds = new FederationFeeds((name, watch) =>
      client.watchFederation(name, watch),
    );
  }

  listFederations: FederationApi['listFederations'] = options =>
    this.#client.listFederations(options);

  listClusters: FederationApi['listClusters'] = options =>
    this.#client.listClusters(options);

  listNamespaces: FederationApi['listNamespaces'] = (cluster, options) =>
    this.#client.listNamespaces(cluster, options);

  follow: FederationApi['follow'] = name => this.#feeds.get(name);
}
