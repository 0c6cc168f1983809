import {
  createServer,
  IncomingMessage,
  request as httpRequest,
  Server as HttpServer,
  ServerResponse,
} from 'node:http';
import { isIP, Socket } from 'node:net';
import { connected, listen, LOOPBACK, trackSockets } from '../shared/servers';
import type { ContainerContext } from '../runtime/types';
import { podLoopback } from '../runtime/loopback';

/**
 * Dials as a process inside the pod would: Service names are resolved in the pod's namespace at each attempt, addresses
 * of the cluster go through the sandbox's network, all others to the outside.
 */
export function dialFromPod(
  context: Pick<ContainerContext, 'cluster' | 'network' | 'pod'>,
  host: string,
  port: number,
): Socket {
  const { cluster, network, pod } = context;
  const namespace = pod.metadata.namespace ?? 'default';
  const podIP: string = pod.status?.podIP;
  if (/^(0\.0\.0\.0|127\.|localhost$)/.test(host)) {
    const own = network.resolve(cluster, podIP, port) ? podIP : undefined;
    return network.connect(cluster, own ?? podLoopback(podIP), port);
  }
  const service = network.lookup(cluster, namespace, host);
  if (service) {
    return network.connect(cluster, service, port);
  }
  const clusterAddress = /^10\./.test(host);
  const clusterName =
    !host.includes('.') || /\.svc(\.cluster\.local)?\.?$/.test(host);
  if (clusterAddress || (!isIP(host) && clusterName)) {
    // Refused for an address nobody has; a name without a Service ends the same way for the caller.
    return network.connect(cluster, clusterAddress ? host : '0.0.0.0', port);
  }
  return network.connectExternal(host, port);
}

/** gRPC's own client waits for an answer. */
function isGrpc(request: IncomingMessage): boolean {
  return /^grpc/i.test(request.headers['user-agent'] ?? '');
}

/** Answers a request for another host; ends the connection where the pod would have none. */
function forward(
  context: ContainerContext,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = URL.canParse(request.url ?? '') ? new URL(request.url!) : null;
  if (url?.protocol !== 'http:') {
    response.writeHead(405).end();
    return;
  }
  const upstream = httpRequest({
    createConnection: () =>
      dialFromPod(
        context,
        url.hostname.replace(/^\[|\]$/g, ''),
        Number(url.port || 80),
      ),
    method: request.method,
    path: `${url.pathname}${url.search}`,
    headers: { ...request.headers, connection: 'close' },
  });
  upstream.on('response', answer => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  request.on('error', () => upstream.destroy());
  request.pipe(upstream);
}

/**
 * A proxy that dials as the pod. A real process keeps the addresses of its pod spec as they are (its TLS checks the very
 * name that it was given) and has the pod's name service and network through `grpc_proxy`, `http_proxy` and
 * `https_proxy`. What cannot be dialled ends as it would in a pod: with a connection that ends, not with an answer of
 * the proxy's own, which Flower's HTTP client would take for final.
 */
export async function startPodProxy(
  context: ContainerContext,
): Promise<{ url: string; close(): void }> {
  const server: HttpServer = createServer((request, response) =>
    forward(context, request, response),
  );
  const cut = trackSockets(server);
  server.on('connect', (request, client: Socket, head: Buffer) => {
    const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(request.url ?? '') ?? [];
    const upstream = dialFromPod(context, host ?? '', Number(port));
    let open = false;
    const end = () => {
      if (!open && !client.destroyed && isGrpc(request)) {
        client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      } else {
        client.destroy();
      }
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      socket.on('error', end).on('close', end);
    }
    const ready = () => {
      open = true;
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) {
        upstream.write(head);
      }
      upstream.pipe(client);
      client.pipe(upstream);
    };
    connected(upstream).then(ready, end);
  });
  return {
    url: `http://${LOOPBACK}:${await listen(server)}`,
    close() {
      server.close();
      cut();
    },
  };
}
