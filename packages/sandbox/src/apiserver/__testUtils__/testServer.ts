import { Agent, request as httpsRequest } from 'node:https';
import { IncomingMessage } from 'node:http';
import {
  ApiServer,
  ApiServerOptions,
  createApiServer,
} from '../createApiServer';
import { createServerTls } from '../certificates';
import { Json } from '../types';

export const ADMIN = 'admin-token';

export interface Answer {
  code: number;
  body: Json;
  text: string;
  headers: IncomingMessage['headers'];
}

/** A started watch: what came, and a promise for what is to come. */
export interface TestWatch {
  /** The next event, or undefined when the watch has ended. */
  next(): Promise<{ type: string; object: Json } | undefined>;
  close(): void;
}

/** A started server with an administrator, and requests to it. */
export interface TestServer {
  server: ApiServer;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  watch(path: string, headers?: Record<string, string>): Promise<TestWatch>;
  stop(): Promise<void>;
}

/** Events of a watch, in order. */
function readEvents(message: IncomingMessage): TestWatch {
  const waiting: ((event: Json) => void)[] = [];
  const ready: Json[] = [];
  let rest = '';
  let ended = false;
  message.setEncoding('utf8');
  message.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines.filter(l => l)) {
      const event = JSON.parse(line);
      const next = waiting.shift();
      if (next) {
        next(event);
      } else {
        ready.push(event);
      }
    }
  });
  const end = () => {
    ended = true;
    waiting.splice(0).forEach(next => next(undefined));
  };
  message.on('close', end);
  message.on('error', end);
  return {
    next: () =>
      ready.length || ended
        ? Promise.resolve(ready.shift())
        : new Promise(resolve => waiting.push(resolve)),
    close: () => message.destroy(),
  };
}

export async function startTestServer(
  options: Partial<ApiServerOptions> = {},
): Promise<TestServer> {
  const tls = options.tls ?? (await createServerTls());
  const server = createApiServer({
    cluster: 'east',
    tls,
    tokens: [{ token: ADMIN, user: 'admin', groups: ['system:masters'] }],
    ...options,
  });
  await server.start();
  const agent = new Agent({ keepAlive: true, ca: tls.ca });
  const open = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = httpsRequest(
        `${server.url}${path}`,
        {
          method,
          agent,
          headers: {
            Authorization: `Bearer ${ADMIN}`,
            'User-Agent': 'test/1',
            ...headers,
          },
        },
        resolve,
      );
      sent.on('error', reject);
      sent.end(body);
    });
  return {
    server,
    async call(method, path, body, headers = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const message = await open(
        method,
        path,
        {
          ...(text === undefined
            ? {}
            : {
                'Content-Type': 'application/json',
                'Content-Length': String(Buffer.byteLength(text)),
              }),
          ...headers,
        },
        text,
      );
      const chunks: Buffer[] = [];
      for await (const chunk of message) {
        chunks.push(chunk);
      }
      const answer = Buffer.concat(chunks).toString('utf8');
      const json = /json/.test(message.headers['content-type'] ?? '');
      return {
        code: message.statusCode!,
        body: json ? JSON.parse(answer) : undefined,
        text: answer,
        headers: message.headers,
      };
    },
    async watch(path, headers = {}) {
      return readEvents(await open('GET', path, headers));
    },
    async stop() {
      agent.destroy();
      await server.stop();
    },
  };
}

export const MERGE = { 'Content-Type': 'application/merge-patch+json' };
export const APPLY = { 'Content-Type': 'application/apply-patch+yaml' };
export const STRATEGIC = {
  'Content-Type': 'application/strategic-merge-patch+json',
};

/** A minimal Deployment. */
export function deployment(name: string, spec: Json = {}): Json {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'example/main:1' }] },
      },
      ...spec,
    },
  };
}

export function configMap(name: string, more: Json = {}): Json {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...more.metadata },
    data: more.data ?? { key: 'value' },
  };
}
