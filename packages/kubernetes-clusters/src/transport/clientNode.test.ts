import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { KubeConfig, makeInformer, PortForward } from '@kubernetes/client-node';
import { WebSocketServer } from 'ws';

/**
 * Why this package has a transport, a reflector and a port-forward of its own (docs/architecture.md). A test that fails here
 * says that `@kubernetes/client-node` can now do what it could not: then the part of ours that it names may go.
 */
describe('@kubernetes/client-node 1.4', () => {
  const sockets = new WebSocketServer({ noServer: true });
  let server: Server;
  let config: KubeConfig;
  let requests: URL[];
  let answer: (url: URL, response: ServerResponse) => void;

  beforeAll(async () => {
    server = createServer((request: IncomingMessage, response) => {
      const url = new URL(request.url!, 'http://localhost');
      requests.push(url);
      answer(url, response);
    });
    server.on('upgrade', (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, ws =>
        sockets.emit('connection', ws),
      ),
    );
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
    config = new KubeConfig();
    config.loadFromClusterAndUser(
      {
        name: 'test',
        skipTLSVerify: true,
        server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      },
      { name: 'test' },
    );
  });
  beforeEach(() => {
    requests = [];
  });
  afterAll(async () => {
    sockets.close();
    server.closeAllConnections();
    await new Promise(done => {
      server.close(done);
    });
  });

  const informerOf = () =>
    makeInformer(config, '/api/v1/pods', async () => ({
      apiVersion: 'v1',
      kind: 'PodList',
      metadata: { resourceVersion: '1' },
      items: [],
    }));

  it('asks for no bookmarks when it watches', async () => {
    const informer = informerOf();
    const asked = new Promise<URL>(resolve => {
      answer = url => resolve(url);
    });
    await Promise.race([informer.start(), asked]);
    expect((await asked).searchParams.get('watch')).toBe('true');
    expect((await asked).searchParams.has('allowWatchBookmarks')).toBe(false);
    server.closeAllConnections();
    await informer.stop();
  });

  it('gives a watch up for good after an error that is not 410', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const informer = informerOf();
    answer = (_, response) => response.writeHead(500).end();
    const failed = new Promise<unknown>(resolve => {
      informer.on('error', resolve);
    });
    await informer.start();
    await expect(failed).resolves.toMatchObject({ statusCode: 500 });
    // Not even after an hour, whatever it waits for.
    const asked = requests.length;
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(requests).toHaveLength(asked);
    await informer.stop();
    jest.useRealTimers();
  });

  it('does not end the local side when the pod ends a port-forward', async () => {
    const output = new PassThrough();
    const errors = new PassThrough();
    sockets.once('connection', ws => ws.close());
    const ws = await new PortForward(config).portForward(
      'retail',
      'superlink',
      [9093],
      output,
      errors,
      new PassThrough(),
    );
    if ('readyState' in ws && ws.readyState !== ws.CLOSED) {
      await new Promise(closed => {
        ws.onclose = closed;
      });
    }
    expect(output.writableEnded).toBe(false);
    expect(errors.writableEnded).toBe(false);
  });
});
