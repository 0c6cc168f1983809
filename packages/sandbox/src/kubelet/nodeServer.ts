import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { createServerTls } from '../apiserver';
import { ApiError } from '../apiserver/errors';
import { Faults } from '../apiserver/faults';
import { serveLogs } from '../apiserver/http/logs';
import {
  checkProtocol,
  portsOf,
  servePortForward,
} from '../apiserver/http/portForward';
import { KubeStatusError, resources, SandboxClient } from '../client';
import type { NodeApi } from '../runtime/types';
import { listen, LOOPBACK, trackSockets } from '../shared/servers';

/** A kubelet's HTTPS endpoints, where a real API server asks for logs and connections. */
export interface NodeServer {
  /** Where it listens: the Node's InternalIP and kubelet endpoint. */
  address: string;
  port: number;
  close(): Promise<void>;
}

/**
 * Serves `GET /containerLogs/{namespace}/{pod}/{container}` and WebSockets on `/portForward/{namespace}/{pod}?port=`
 * (sub-protocol `v4.channel.k8s.io`) on loopback, as kube-apiserver asks a kubelet for them.
 */
export async function startNodeServer(options: {
  client: SandboxClient;
  node: NodeApi;
}): Promise<NodeServer> {
  const { client, node } = options;
  const { key, cert } = await createServerTls();
  const faults = new Faults();
  const findPod = async (namespace: string, name: string) => {
    const pod = await client.get(resources.pods, namespace, name);
    if (!pod) throw new ApiError(404, 'NotFound', 'pod does not exist');
    return pod;
  };

  const server = createServer({ key, cert }, async (request, response) => {
    const { path, query } = parse(request.url);
    const [what, namespace, name, container] = path;
    try {
      if (request.method !== 'GET' || what !== 'containerLogs' || !container) {
        throw new ApiError(404, 'NotFound', '404 page not found');
      }
      query.set('container', container);
      await serveLogs(
        client.cluster,
        await findPod(namespace, name),
        query,
        node,
        faults,
        response,
      );
    } catch (error) {
      refuse(response, error);
    }
  });
  server.on('upgrade', async (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const { path, query } = parse(request.url);
    const [what, namespace, name] = path;
    try {
      if (what !== 'portForward' || !name) {
        throw new ApiError(404, 'NotFound', '404 page not found');
      }
      checkProtocol(request);
      await findPod(namespace, name);
      servePortForward(request, socket, head, portsOf(query), faults, port =>
        node.connect(client.cluster, namespace, name, port),
      );
    } catch (error) {
      const { code, text } = answerOf(error);
      socket.end(
        `HTTP/1.1 ${code} Error\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${text}`,
      );
    }
  });
  const cut = trackSockets(server);
  return {
    address: LOOPBACK,
    port: await listen(server),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        cut();
      }),
  };
}

function parse(url = '/') {
  const { pathname, searchParams } = new URL(url, 'https://node');
  return {
    path: pathname.split('/').slice(1).map(decodeURIComponent),
    query: searchParams,
  };
}

/** A kubelet answers with plain text; the API server makes a Status of it. */
function answerOf(error: unknown): { code: number; text: string } {
  const known = error instanceof ApiError || error instanceof KubeStatusError;
  return {
    code: known ? error.code : 500,
    text: (error as Error).message,
  };
}

function refuse(response: ServerResponse, error: unknown): void {
  const { code, text } = answerOf(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(code, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(text);
}
