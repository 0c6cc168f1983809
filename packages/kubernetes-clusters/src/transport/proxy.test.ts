import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer as createHttpServer,
  IncomingMessage,
  Server,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { AddressInfo, connect, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { WebSocketServer } from 'ws';
import { ManagedKubernetesClusters } from '../connectClusters';
import { createKubernetesClusters } from '../createKubernetesClusters';
import { createCertificates } from '../__testUtils__/createCertificates';
import {
  FAST,
  startTestServer,
  TestApiServer,
  waiter,
  widget,
  widgetObject,
} from '../__testUtils__';

// Jest has no import() of ES modules.
jest.mock('./kubernetesClient', () => ({
  loadKubernetesClient: async () =>
    jest.requireActual('@kubernetes/client-node'),
}));

/** A proxy that does `CONNECT`, and nothing else. */
async function startProxy() {
  const asked: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const server = createHttpServer();
  const proxy = {
    asked,
    url: '',
    status: 200,
    stop: async () => {
      sockets.forEach(socket => socket.destroy());
      await new Promise(done => server.close(done));
    },
  };
  server.on('connect', (request, socket, head) => {
    asked.push(request);
    sockets.add(socket as Socket);
    socket.on('error', () => {});
    if (proxy.status !== 200) {
      socket.end(`HTTP/1.1 ${proxy.status} No\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    sockets.add(upstream);
    upstream.on('error', () => socket.destroy());
  });
  await new Promise<void>(done => {
    server.listen(0, '127.0.0.1', done);
  });
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

describe('a kubeconfig with proxy-url', () => {
  let pems: Awaited<ReturnType<typeof createCertificates>>;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let clusters: ManagedKubernetesClusters | undefined;
  let folder: string;
  const servers: Record<string, TestApiServer> = {};
  /** Takes port-forwards and sends back what comes. */
  const echoes: Record<string, Server> = {};

  beforeAll(async () => {
    jest.requireActual('@kubernetes/client-node');
    pems = await createCertificates();
    servers.http = await startTestServer();
    servers.https = await startTestServer(pems);
    echoes.http = createHttpServer();
    echoes.https = createHttpsServer(pems);
    const sockets = new WebSocketServer({ noServer: true });
    for (const echo of Object.values(echoes)) {
      echo.on('upgrade', (request, socket, head) =>
        sockets.handleUpgrade(request, socket, head, ws => {
          ws.send(Buffer.from([0, 1, 2]));
          ws.send(Buffer.from([1, 1, 2]));
          ws.on('message', data => ws.send(data));
        }),
      );
      echo.listen(0, '127.0.0.1');
      await once(echo, 'listening');
    }
    folder = await mkdtemp(join(tmpdir(), 'federation-proxy-'));
  }, 60_000);
  beforeEach(async () => {
    proxy = await startProxy();
  });
  afterEach(async () => {
    await clusters?.close();
    await proxy.stop();
  });
  afterAll(async () => {
    await Promise.all(Object.values(servers).map(server => server.stop()));
    Object.values(echoes).forEach(echo => echo.close());
    await rm(folder, { recursive: true });
  });

  const create = async (
    scheme: string,
    proxyUrl: string,
    url = servers[scheme].url,
  ) => {
    const path = join(folder, 'config');
    const caData = Buffer.from(pems.ca).toString('base64');
    const cluster = {
      server: url,
      'certificate-authority-data': caData,
      'proxy-url': proxyUrl,
    };
    await writeFile(
      path,
      JSON.stringify({
        'current-context': 'a',
        clusters: [{ name: 'c', cluster }],
        users: [{ name: 'u', user: { token: 't' } }],
        contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
      }),
    );
    clusters = createKubernetesClusters({
      logger: mockServices.logger.mock(),
      fieldManager: 'test',
      timing: FAST,
      config: new ConfigReader({
        federation: { clusters: [{ name: 'west', kubeconfig: path }] },
      }),
    });
    return clusters.get('west');
  };

  it.each(['http', 'https'])(
    'is gone through by requests, watches and port-forwards to %s',
    async scheme => {
      const server = servers[scheme];
      const { host } = new URL(server.url);
      const through = proxy.url.replace('//', '//user:p%40ss@');
      const client = await create(scheme, through);
      await expect(client.list(widget)).resolves.toEqual([]);
      const controller = new AbortController();
      const { until, changed } = waiter();
      const seen: string[] = [];
      client.watch(widget, {
        signal: controller.signal,
        onEvent: event => {
          seen.push(event.type);
          changed();
        },
      });
      server.onWatch = () => server.put(widgetObject('a'));
      await until(() => seen.includes('upsert'));
      controller.abort();
      expect(new Set(proxy.asked.map(({ url }) => url))).toEqual(
        new Set([host]),
      );
      expect(proxy.asked[0].headers['proxy-authorization']).toBe(
        `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
      );
      await clusters!.close();

      const { port } = echoes[scheme].address() as AddressInfo;
      const target = `127.0.0.1:${port}`;
      const other = await create(scheme, through, `${scheme}://${target}`);
      const stream = await other.portForward({
        namespace: 'ns',
        pod: 'p1',
        port: 513,
      });
      stream.write('hello');
      const [answer] = await once(stream, 'data');
      expect(String(answer)).toBe('hello');
      stream.destroy();
      expect(proxy.asked.map(({ url }) => url)).toContain(target);
    },
  );

  it('says when the proxy refuses, or is not there, without its credentials', async () => {
    proxy.status = 407;
    const client = await create(
      'https',
      proxy.url.replace('//', '//user:topsecret@'),
    );
    const { host } = new URL(servers.https.url);
    const refused = {
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        `^((?!topsecret).)*proxy .* gives no connection to ${host}: HTTP 407`,
      ),
    };
    await expect(client.list(widget)).rejects.toMatchObject(refused);
    await expect(
      client.portForward({ namespace: 'ns', pod: 'p1', port: 1 }),
    ).rejects.toMatchObject(refused);
    expect(clusters!.list()[0]).toMatchObject({
      state: 'unreachable',
      reason: refused.message,
    });
    await clusters!.close();
    const gone = await create('https', 'http://127.0.0.1:1');
    await expect(gone.list(widget)).rejects.toThrow(
      /proxy 127\.0\.0\.1:1 .* connection refused/,
    );
  });

  it.each(['socks5://127.0.0.1:1080', 'proxy.example.com:3128', 'http://'])(
    'is refused by name when it is %s',
    async proxyUrl => {
      const client = await create('https', proxyUrl);
      await expect(client.list(widget)).rejects.toThrow(
        'cluster west: proxy-url of the kubeconfig must begin with http:// or https://; other proxies, such as socks5, are not supported',
      );
      expect(clusters!.list()[0]).toMatchObject({
        state: 'unreachable',
        reason: expect.stringContaining('proxy-url'),
      });
    },
  );
});
