import { createServer, Server } from 'node:http';
import { ContainerContext } from '../runtime/types';

/** A path's answer; undefined while there is none, as of a frozen process. */
export type HttpPaths = Record<string, () => string | undefined>;

/** Another process has the port. The message is the router's. */
export class HttpPortError extends Error {
  override name = 'HttpPortError';

  constructor(port: number) {
    super(`ERROR on binding fd 9 to port ${port} (-1 98)`);
  }
}

/**
 * Serves probes and metrics on a port of the container's pod.
 *
 * @returns what closes it
 * @throws HttpPortError
 */
export async function serveHttp(
  { cluster, pod, network }: ContainerContext,
  port: number,
  paths: HttpPaths,
): Promise<() => void> {
  const server: Server = createServer((request, response) => {
    const known = request.url !== undefined && request.url in paths;
    const body = known ? paths[request.url!]() : '';
    if (body === undefined) return;
    response.writeHead(known ? 200 : 404, { 'content-type': 'text/plain' });
    response.end(body);
  });
  const { podIP } = pod.status;
  await network.listen(cluster, podIP, port, server).catch(() => {
    throw new HttpPortError(port);
  });
  return () => {
    network.release(cluster, podIP, port);
    server.close();
    server.closeAllConnections();
  };
}

/** The metrics of a router that say something of the network. */
export function routerMetrics(values: {
  routers: number;
  connections: number;
  tcpConnections: number;
  lastTopologyChange: number;
}): string {
  return [
    ['qdr_connections_total', values.connections],
    ['qdr_routers_total', values.routers],
    ['qdr_tcp_service_connections', values.tcpConnections],
    ['qdr_last_topology_change_timestamp', values.lastTopologyChange],
  ]
    .map(([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`)
    .join('');
}
