import { readFile } from 'node:fs/promises';
import {
  createServer,
  IncomingMessage,
  request as httpRequest,
  RequestListener,
  ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Server } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import type { PodFiles } from '../flower';
import { closeAll, cutOnClose } from '../flower/builtin/servers';
import { dialFromPod } from '../flower/podNetwork';
import { createReadiness } from '../flower/process/readiness';
import type {
  ContainerContext,
  ContainerRuntime,
  RunningContainer,
} from '../runtime/types';
import {
  GATEWAY_IMAGE,
  listenPorts,
  readConfig,
  upstreamPorts,
} from './config';

/** What the Fleet API's calls look like. */
const FLEET = /^\/v1\/fleet\/[a-z-]+$/;

/**
 * Stands in for nginx where it is not installed: not an nginx, but a gateway with the rules of the plugins' one, of whose
 * configuration it reads ports and files. A test sends the same requests to both.
 */
export function createStandInRuntime(options: {
  files: PodFiles;
}): ContainerRuntime {
  return {
    name: 'nginx-stand-in',
    handles: ({ image }) => GATEWAY_IMAGE.test(image),
    start(context) {
      const readiness = createReadiness();
      const { promise: stopped, resolve: stop } =
        Promise.withResolvers<number>();
      const exited = run(context, options.files, stopped, readiness.set).catch(
        (error: Error) => {
          context.log(`nginx: [emerg] ${error.message}`);
          return { exitCode: 1 };
        },
      );
      return {
        exited,
        onReady: readiness.listen,
        async stop(graceMs) {
          stop(graceMs > 0 ? 0 : 137);
          await exited;
        },
      };
    },
  };
}

async function run(
  context: ContainerContext,
  podFiles: PodFiles,
  stopped: Promise<number>,
  setReady: (ready: boolean) => void,
): ReturnType<() => RunningContainer['exited']> {
  const { cluster, network, pod } = context;
  const files = await podFiles.prepare(context);
  const text = await readConfig(context, files);
  const fileOf = (directive: string) => {
    const path = new RegExp(`\\b${directive} ([^;]+);`).exec(text)?.[1];
    return path ? readFile(files.path(path)) : undefined;
  };
  const [fleetPort, healthPort] = listenPorts(text);
  const [port] = upstreamPorts(text);
  const cert = await fileOf('ssl_certificate');
  const key = await fileOf('ssl_certificate_key');
  const upstream: Upstream = {
    context,
    port,
    ca: await fileOf('proxy_ssl_trusted_certificate'),
  };
  const listener = fleetRules(upstream);
  const servers: Server[] = [];
  const serve = async (at: number, server: Server) => {
    servers.push(cutOnClose(server));
    await network.listen(cluster, pod.status!.podIP, at, server);
  };
  try {
    await serve(
      fleetPort,
      cert && key
        ? createSecureServer({ cert, key }, listener)
        : createServer(listener),
    );
    await serve(healthPort, createServer(healthRules(upstream)));
    setReady(true);
    return { exitCode: await stopped };
  } finally {
    setReady(false);
    await closeAll(servers);
  }
}

interface Upstream {
  context: ContainerContext;
  port: number;
  /** Without it plain text is spoken. */
  ca?: Buffer;
}

/** By the path as it was sent. */
function fleetRules(upstream: Upstream): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '').replace(/^https?:\/\/[^/]*/, '');
    if (request.method === 'POST' && FLEET.test(path)) {
      // As if nobody listened.
      forward(upstream, path, request, response, () =>
        request.socket.destroy(),
      );
      return;
    }
    const { remoteAddress } = request.socket;
    upstream.context.log(
      `[error] access forbidden by rule, client: ${remoteAddress}, request: "${request.method} ${request.url} HTTP/1.1"`,
    );
    answer(response, 403, 'Forbidden');
  };
}

function healthRules(upstream: Upstream): RequestListener {
  return (request, response) => {
    if (request.url?.split('?')[0] !== '/health') {
      answer(response, 403, 'Forbidden');
      return;
    }
    forward(upstream, '/health', request, response, () =>
      answer(response, 502, 'Bad Gateway'),
    );
  };
}

function answer(response: ServerResponse, status: number, text: string): void {
  const body = `<html>\r\n<head><title>${status} ${text}</title></head>\r\n</html>\r\n`;
  response.writeHead(status, { 'content-type': 'text/html' }).end(body);
}

function forward(
  { context, port, ca }: Upstream,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  failed: () => void,
): void {
  const plain = dialFromPod(context, '127.0.0.1', port);
  plain.on('error', () => undefined);
  const call = httpRequest({
    createConnection: () =>
      ca ? tlsConnect({ socket: plain, ca, servername: 'localhost' }) : plain,
    method: request.method,
    path,
    headers: { ...request.headers, host: 'superlink', connection: 'close' },
  });
  call.on('response', found => {
    const { connection: _, ...headers } = found.headers;
    response.writeHead(found.statusCode ?? 502, headers);
    found.on('error', () => response.destroy());
    found.pipe(response);
  });
  call.on('error', () =>
    response.headersSent ? response.destroy() : failed(),
  );
  response.on('close', () => {
    call.destroy();
    plain.destroy();
  });
  request.on('error', () => call.destroy());
  request.pipe(call);
}
