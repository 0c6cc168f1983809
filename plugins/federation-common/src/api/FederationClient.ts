import { ResponseError } from '@backstage/errors';
import createClient, { Client } from 'openapi-fetch';
import {
  ClusterList,
  FederationList,
  NamespaceList,
  paths,
  VersionedView,
} from '../view';
import { backoff, pause } from './backoff';
import { readEventStream } from './readEventStream';
import { WatchFederationOptions } from './types';

/** A heartbeat comes each 15 s; three missed ones are a lost stream. */
const SILENCE_MS = 45_000;

/** After these a fast retry cannot help: somebody must sign in, grant, or create first. */
const SLOW_STATUS = new Set([400, 401, 403, 404]);

async function readViews(
  body: ReadableStream<Uint8Array>,
  options: WatchFederationOptions,
  seen: { revision?: string },
): Promise<void> {
  const { signal, onView, silenceMs = SILENCE_MS } = options;
  await readEventStream(body, {
    signal,
    silenceMs,
    onEvent: event => {
      if (event.event === 'view') {
        const next = JSON.parse(event.data) as VersionedView;
        seen.revision = next.revision;
        onView(next);
      }
    },
  });
}

/**
 * What {@link FederationClient} needs of its surroundings; `fetchApi` and `discoveryApi` of a Backstage app fit.
 *
 * @public
 */
export interface FederationClientOptions {
  /** Sends the caller's identity along. */
  fetchApi: { fetch: typeof fetch };
  /** Knows where the backend of a plugin is. */
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
}

/**
 * Typed client of the federation backend, for the browser and for Node.
 *
 * Every method throws a `ResponseError` when the backend refuses.
 *
 * @public
 */
export class FederationClient {
  readonly #client: () => Promise<Client<paths>>;

  constructor(options: FederationClientOptions) {
    const { fetchApi, discoveryApi } = options;
    this.#client = async () => {
      const client = createClient<paths>({
        baseUrl: await discoveryApi.getBaseUrl('federation'),
        fetch: request => fetchApi.fetch(request),
        querySerializer: query => String(new URLSearchParams(query as {})),
      });
      client.use({
        async onResponse({ response }) {
          if (!response.ok) throw await ResponseError.fromResponse(response);
        },
      });
      return client;
    };
  }

  /**
   * A page of the federations that the caller may read.
   *
   * @param options - `cursor` is the `nextCursor` of the page before
   */
  async listFederations(options?: {
    cursor?: string;
    limit?: number;
    signal?: AbortSignal;
  }): Promise<FederationList> {
    const { signal, ...query } = options ?? {};
    const client = await this.#client();
    const { data } = await client.GET('/v1/federations', {
      params: { query },
      signal,
    });
    return data!;
  }

  /** The view of one federation, with its revision. */
  async getFederation(
    name: string,
    options?: { signal?: AbortSignal },
  ): Promise<VersionedView> {
    const client = await this.#client();
    const { data } = await client.GET('/v1/federations/{name}', {
      params: { path: { name } },
      ...options,
    });
    return data!;
  }

  /** The clusters that the backend knows, and how well it hears each. */
  async listClusters(options?: { signal?: AbortSignal }): Promise<ClusterList> {
    const client = await this.#client();
    const { data } = await client.GET('/v1/clusters', options);
    return data!;
  }

  /** The namespaces of a cluster, and whether each holds a site already. */
  async listNamespaces(
    cluster: string,
    options?: { signal?: AbortSignal },
  ): Promise<NamespaceList> {
    const client = await this.#client();
    const { data } = await client.GET('/v1/clusters/{cluster}/namespaces', {
      params: { path: { cluster } },
      ...options,
    });
    return data!;
  }

  /**
   * Follows a federation until `signal` is aborted: gives its view at once and after each change, and comes back by
   * itself after a loss.
   */
  async watchFederation(
    name: string,
    options: WatchFederationOptions,
  ): Promise<void> {
    const { signal, onStatus } = options;
    const seen: { revision?: string } = {};
    let attempt = 0;
    while (!signal.aborted) {
      let failure: Error | undefined;
      try {
        const body = await this.#openEvents(name, seen.revision, signal);
        attempt = 0;
        onStatus?.({ state: 'connected' });
        await readViews(body, options, seen);
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
      }
      if (signal.aborted) {
        return;
      }
      const slow =
        failure instanceof ResponseError && SLOW_STATUS.has(failure.statusCode);
      if (slow) {
        seen.revision = undefined;
      }
      const delay = backoff(attempt, {
        base: slow ? 4_000 : 1_000,
        max: slow ? 15_000 : 30_000,
        random: options.random,
      });
      attempt += 1;
      // A server that ends a stream in good order is asked again without alarming anybody.
      if (failure) {
        onStatus?.({ state: 'retrying', error: failure, retryInMs: delay });
      }
      await pause(delay, signal);
    }
  }

  async #openEvents(
    name: string,
    revision: string | undefined,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const client = await this.#client();
    const { data } = await client.GET('/v1/federations/{name}/events', {
      params: { path: { name } },
      parseAs: 'stream',
      signal,
      headers: {
        Accept: 'text/event-stream',
        ...(revision === undefined ? {} : { 'Last-Event-ID': revision }),
      },
    });
    if (!data) {
      throw new Error('The answer has no body to stream');
    }
    return data;
  }
}
