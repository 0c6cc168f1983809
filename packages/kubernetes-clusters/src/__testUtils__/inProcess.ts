import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { mockServices } from '@backstage/backend-test-utils';
import { TestApi } from '../../../sandbox/src/__testUtils__/testApi';
import {
  ClusterTiming,
  connectClusters,
  ManagedKubernetesClusters,
} from '../connectClusters';
import {
  KubeRequest,
  KubeResponse,
  KubeTransport,
} from '../transport/KubeTransport';
import { FAST } from './createTestClusters';

export { TestApi };

type Headers = Record<string, string | string[]>;

/** What the API server writes its answer to: its head is an event. */
class Answer extends PassThrough {
  headersSent = false;

  writeHead(status: number, headers: object = {}): this {
    this.headersSent = true;
    this.emit('head', status, headers);
    return this;
  }

  flushHeaders() {}
}

/** Asks an API server of this process, without a connection. */
class InProcessTransport implements KubeTransport {
  constructor(private readonly api: TestApi) {}

  async request(request: KubeRequest): Promise<KubeResponse> {
    const { method, path, query = {}, body, signal } = request;
    signal.throwIfAborted();
    const url = new URL(path, 'http://localhost');
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers = {
      authorization: 'Bearer token',
      accept: 'application/json',
      'content-type': 'application/json',
      ...request.headers,
    };
    const answer = new Answer();
    // What breaks later is told to who reads.
    answer.on('error', () => {});
    const end = () => answer.destroy(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    answer.once('close', () => signal.removeEventListener('abort', end));
    const head = once(answer, 'head') as Promise<[number, Headers]>;
    const text = body === undefined ? [] : [Buffer.from(JSON.stringify(body))];
    const message = Object.assign(Readable.from(text), {
      method,
      url: url.pathname + url.search,
      headers,
    });
    void this.api.serve(
      message as unknown as IncomingMessage,
      answer as unknown as ServerResponse,
    );
    const [status, sent] = await head;
    return {
      status,
      headers: Object.fromEntries(
        Object.entries(sent).map(([name, value]) => [
          name.toLowerCase(),
          value,
        ]),
      ),
      body: answer,
    };
  }

  async upgrade(): Promise<never> {
    throw new Error('no pods run here');
  }

  async close() {}
}

/** The product's connections to API servers of this process. */
export function connectInProcess(
  apis: TestApi[],
  timing: ClusterTiming = FAST,
): ManagedKubernetesClusters {
  return connectClusters(
    apis.map(({ name }) => ({
      name,
      configKey: name,
      access: {
        kind: 'token',
        details: { name, url: `http://${name}`, authMetadata: {} },
      },
    })),
    {
      logger: mockServices.logger.mock(),
      concurrency: 10,
      fieldManager: 'backstage-federation',
      timing,
      transportTo: cluster =>
        new InProcessTransport(apis.find(({ name }) => name === cluster)!),
    },
  );
}
