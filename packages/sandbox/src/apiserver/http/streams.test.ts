import { Server, createServer, connect } from 'node:net';
import { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import {
  ADMIN,
  MERGE,
  TestServer,
  startTestServer,
} from '../__testUtils__/testServer';

const POD = '/api/v1/namespaces/default/pods/pod';

/** Frames of a socket, in order. */
function framesOf(socket: WebSocket) {
  const ready: Buffer[] = [];
  const waiting: ((frame: Buffer) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const next = waiting.shift();
    if (next) {
      next(data);
    } else {
      ready.push(data);
    }
  });
  return () =>
    ready.length
      ? Promise.resolve(ready.shift()!)
      : new Promise<Buffer>(resolve => waiting.push(resolve));
}

describe('logs and port-forward', () => {
  let test: TestServer;
  let echo: Server;
  let asked: any;
  const aborted = new Promise<void>(resolve => {
    asked = { resolve };
  });

  beforeAll(async () => {
    echo = createServer(socket => socket.pipe(socket));
    await new Promise<void>(resolve => {
      echo.listen(0, '127.0.0.1', resolve);
    });
    test = await startTestServer({
      node: {
        async *logs(_cluster, _namespace, _pod, options) {
          asked = { ...asked, options };
          yield 'first';
          yield 'second';
          if (options.follow) {
            await new Promise<void>(resolve => {
              options.signal!.addEventListener('abort', () => resolve());
            });
            asked.resolve();
          }
        },
        connect: async (_cluster, _namespace, _pod, port) => {
          if (port !== 9093) {
            throw new Error('connection refused');
          }
          return connect((echo.address() as AddressInfo).port, '127.0.0.1');
        },
      },
    });
    await test.call('POST', '/api/v1/namespaces/default/pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'pod' },
      spec: {
        nodeName: 'node',
        containers: [
          { name: 'main', image: 'i' },
          { name: 'side', image: 'i' },
        ],
      },
    });
    await test.call(
      'PATCH',
      `${POD}/status`,
      {
        status: {
          phase: 'Running',
          containerStatuses: [
            {
              name: 'side',
              state: { waiting: { reason: 'ContainerCreating' } },
            },
          ],
        },
      },
      MERGE,
    );
  });
  afterAll(async () => {
    await test.stop();
    echo.close();
  });

  const open = (
    query: string,
    protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
  ) =>
    new WebSocket(
      `${test.server.url.replace('https', 'wss')}${POD}/portforward?${query}`,
      protocols,
      {
        ca: test.server.caPem,
        headers: { Authorization: `Bearer ${ADMIN}` },
      },
    );

  it('passes on what is asked of a log', async () => {
    const { text } = await test.call(
      'GET',
      `${POD}/log?container=main&tailLines=5&timestamps=true&limitBytes=9&sinceSeconds=3`,
    );
    expect(text).toBe('first\nsecond\n');
    expect(asked.options).toMatchObject({
      container: 'main',
      tailLines: 5,
      timestamps: true,
      limitBytes: 9,
      sinceSeconds: 3,
      previous: false,
      follow: false,
    });
  });

  it('stops following when the reader goes', async () => {
    const watch = await test.watch(`${POD}/log?container=main&follow=true`);
    watch.close();
    await expect(aborted).resolves.toBeUndefined();
  });

  it.each([
    [
      '',
      'a container name must be specified for pod pod, choose one of: [main side]',
    ],
    ['container=none', 'container none is not valid for pod pod'],
    [
      'container=side',
      'container "side" in pod "pod" is waiting to start: ContainerCreating',
    ],
    [
      'container=main&previous=true',
      'previous terminated container "main" in pod "pod" not found',
    ],
  ])('refuses a log with %j', async (query, message) => {
    const { code, body } = await test.call('GET', `${POD}/log?${query}`);
    expect(code).toBe(400);
    expect(body.message).toBe(message);
  });

  it('forwards bytes both ways', async () => {
    const socket = open('ports=9093');
    const next = framesOf(socket);
    const port = Buffer.alloc(2);
    port.writeUInt16LE(9093);
    expect(await next()).toEqual(Buffer.from([0, ...port]));
    expect(await next()).toEqual(Buffer.from([1, ...port]));
    expect(socket.protocol).toBe('v4.channel.k8s.io');
    socket.send(Buffer.concat([Buffer.from([0]), Buffer.from('hello')]));
    expect((await next()).toString()).toBe('\0hello');
    socket.close();
  });

  it('says on the error channel that nothing listens', async () => {
    const socket = open('ports=1');
    const next = framesOf(socket);
    await next();
    await next();
    const error = await next();
    expect(error[0]).toBe(1);
    expect(error.subarray(1).toString()).toBe(
      'error forwarding port 1: connection refused',
    );
  });

  it.each([
    ['ports=9093', ['portforward.k8s.io']],
    ['ports=0', ['v4.channel.k8s.io']],
    ['', ['v4.channel.k8s.io']],
  ])('refuses %j with %j', async (query, protocols) => {
    const socket = open(query, protocols);
    const error = await new Promise<Error>(resolve => {
      socket.once('error', resolve);
    });
    expect(error.message).toContain('400');
  });
});
