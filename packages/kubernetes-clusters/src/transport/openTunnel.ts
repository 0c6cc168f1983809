import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { ServiceUnavailableError } from '@backstage/errors';
import { networkReason } from '../errors/mapErrors';

const PROXY_TIMEOUT_MS = 10_000;
const DEFAULT_PORTS: Record<string, string> = {
  'http:': '80',
  'ws:': '80',
  'https:': '443',
  'wss:': '443',
};

function proxyHeaders(proxy: URL): Record<string, string> {
  if (!proxy.username) {
    return {};
  }
  const credentials = [proxy.username, proxy.password]
    .map(decodeURIComponent)
    .join(':');
  return {
    'proxy-authorization': `Basic ${Buffer.from(credentials).toString(
      'base64',
    )}`,
  };
}

/**
 * A connection through an HTTP(S) proxy (`CONNECT`), over which nothing was sent yet.
 *
 * @param options - `proxyUrl`: may hold a user name and password; `target`: its host and port are connected to
 * @throws ServiceUnavailableError that names the proxy's host; never its credentials
 * @internal
 */
export function openTunnel(options: {
  proxyUrl: string;
  target: URL;
  signal?: AbortSignal;
}): Promise<Socket> {
  const { target, signal } = options;
  const proxy = new URL(options.proxyUrl);
  const authority = `${target.hostname}:${
    target.port || DEFAULT_PORTS[target.protocol]
  }`;
  const failed = (why: string) =>
    new ServiceUnavailableError(
      `the proxy ${proxy.host} (proxy-url of the kubeconfig) gives no connection to ${authority}: ${why}`,
    );
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)({
      method: 'CONNECT',
      hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || DEFAULT_PORTS[proxy.protocol],
      path: authority,
      headers: { host: authority, ...proxyHeaders(proxy) },
      agent: false,
      timeout: PROXY_TIMEOUT_MS,
    });
    const onAbort = () => request.destroy(signal?.reason);
    const settle = () => signal?.removeEventListener('abort', onAbort);
    request.once('connect', (response, socket, head) => {
      settle();
      if (response.statusCode !== 200) {
        socket.destroy();
        reject(failed(`HTTP ${response.statusCode}`));
        return;
      }
      socket.setTimeout(0);
      if (head.length > 0) {
        socket.unshift(head);
      }
      resolve(socket as Socket);
    });
    request.once('timeout', () => request.destroy(failed('no answer')));
    request.once('error', error => {
      settle();
      const own = signal?.aborted || error instanceof ServiceUnavailableError;
      reject(own ? error : failed(networkReason(error)));
    });
    if (signal?.aborted) {
      onAbort();
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    request.end();
  });
}
