import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { AddressInfo, connect, createServer, Server } from 'node:net';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { ConnectError, Code } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import {
  create,
  createFileRegistry,
  DescMethodUnary,
  fromBinary,
} from '@bufbuild/protobuf';
import {
  EmptySchema,
  file_google_protobuf_empty as emptyFile,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { controlBytes } from '@backstage-federation/recordings';
import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import { flowerProfile } from '../profiles';
import { ControlApi, ControlCallOptions } from './callControl';
import { readNodes } from './readNodes';

const sample = (version: string) =>
  controlBytes(`${version}-list-nodes-2-online`);

const servers: Server[] = [];
const sockets = new Set<Duplex>();

async function listen(server: Server): Promise<number> {
  server.on('connection', socket => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A connection that is nothing but a Duplex, as a port-forward is. */
function dial(port: number): Duplex {
  const socket = connect(port, '127.0.0.1');
  sockets.add(socket);
  return Duplex.from({ readable: socket, writable: socket });
}

/** ListNodes; an Empty carries the fields of any message as unknown ones. */
const method = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    name: 'flwr/proto/control.proto',
    package: 'flwr.proto',
    syntax: 'proto3',
    dependency: ['google/protobuf/empty.proto'],
    service: [
      {
        name: 'Control',
        method: [
          {
            name: 'ListNodes',
            inputType: '.google.protobuf.Empty',
            outputType: '.google.protobuf.Empty',
          },
        ],
      },
    ],
  }),
  () => emptyFile,
).getService('flwr.proto.Control')!.method.listNodes as DescMethodUnary<
  typeof EmptySchema,
  typeof EmptySchema
>;

function grpcSuperLink(version: string, error?: ConnectError) {
  return listen(
    createHttp2Server(
      connectNodeAdapter({
        routes: router =>
          router.rpc(method, () => {
            if (error) throw error;
            return fromBinary(EmptySchema, sample(version));
          }),
      }),
    ) as unknown as Server,
  );
}

function httpSuperLink(
  answer: Buffer,
  options: { status?: number; type?: string } = {},
) {
  return listen(
    createHttpServer((request, response) => {
      const ok =
        request.method === 'POST' &&
        request.url === '/v1/control/list-nodes' &&
        request.headers['content-type'] === 'application/protobuf';
      response.writeHead(ok ? options.status ?? 200 : 415, {
        'content-type': options.type ?? 'application/protobuf',
      });
      response.end(answer);
    }),
  );
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(
    servers
      .splice(0)
      .map(server => new Promise(resolved => server.close(resolved))),
  );
});

const place = { namespace: 'retail', pod: 'superlink-1', port: 8000 };
const { signal } = new AbortController();

/** The Control API at the other end of a connection. */
const api = (
  version: string,
  portForward: ClusterClient['portForward'],
): ControlApi => ({
  client: { cluster: 'east', portForward },
  ...place,
  profile: flowerProfile(version),
});

/** Asks over a connection. */
const listNodes = (
  connection: Duplex,
  version: string,
  options: Partial<ControlCallOptions> = {},
) =>
  readNodes(
    api(version, async () => connection),
    { signal, ...options },
  );

describe('readNodes over a Duplex', () => {
  it.each(['1.23.0', '1.34.0', '1.36.0'])('asks %s by gRPC', async version => {
    const nodes = await listNodes(dial(await grpcSuperLink(version)), version);
    expect(nodes.map(({ status }) => status)).toEqual(['online', 'online']);
  });

  it('asks 1.41.0 by HTTP', async () => {
    const nodes = await listNodes(
      dial(await httpSuperLink(sample('1.41.0'))),
      '1.41.0',
    );
    expect(nodes.map(({ nodeId }) => nodeId)).toEqual([
      '8846805380586052741',
      '13389295182711997528',
    ]);
  });

  it('asks 1.39.0 by HTTP', async () => {
    const nodes = await listNodes(
      dial(await httpSuperLink(sample('1.39.0'))),
      '1.39.0',
    );
    expect(nodes.map(({ nodeId }) => nodeId)).toEqual([
      '11816128555960516270',
      '12578963898500494077',
    ]);
  });

  it.each([
    [
      'JSON details',
      '{"code": 9, "public_message": "No permission."}',
      'No permission.',
    ],
    ['plain details', 'No permission', 'No permission'],
  ])(
    'gives the reason of a gRPC error with %s',
    async (_what, details, text) => {
      const port = await grpcSuperLink(
        '1.34.0',
        new ConnectError(details, Code.PermissionDenied),
      );
      await expect(listNodes(dial(port), '1.34.0')).rejects.toThrow(
        `${text} (PermissionDenied)`,
      );
    },
  );

  it('gives the reason of an HTTP error', async () => {
    const port = await httpSuperLink(
      Buffer.from('{"code":37,"detail":"Not initialised."}'),
      { status: 503, type: 'application/json' },
    );
    await expect(listNodes(dial(port), '1.39.0')).rejects.toThrow(
      'Not initialised. (status 503)',
    );
  });

  it('notices a SuperLink that speaks the other protocol', async () => {
    const grpc = await grpcSuperLink('1.36.0');
    await expect(listNodes(dial(grpc), '1.39.0')).rejects.toThrow(
      'it does not speak HTTP, as this Flower release would',
    );
    const http = await httpSuperLink(sample('1.39.0'));
    await expect(listNodes(dial(http), '1.36.0')).rejects.toThrow(
      'it does not speak gRPC, as this Flower release would',
    );
  });

  it('notices a SuperLink whose messages are of another release', async () => {
    const port = await grpcSuperLink('1.23.0');
    await expect(listNodes(dial(port), '1.34.0')).rejects.toThrow(
      'its answer makes no sense for this Flower release',
    );
  });

  it.each(['1.36.0', '1.39.0'])(
    'gives up a silent %s after the time-out',
    async version => {
      const port = await listen(createServer(() => {}));
      await expect(
        listNodes(dial(port), version, { timeoutMs: 50 }),
      ).rejects.toThrow('it did not answer in time');
    },
  );

  it.each(['1.36.0', '1.39.0'])('stops at once for %s', async version => {
    const server = createServer(() => {});
    const port = await listen(server);
    const abort = new AbortController();
    const connection = dial(port);
    server.on('connection', socket =>
      socket.once('data', () => abort.abort(new Error('stopped'))),
    );
    await expect(
      listNodes(connection, version, { signal: abort.signal }),
    ).rejects.toThrow('stopped');
    expect(connection.destroyed).toBe(true);
  });
});

describe('readNodes', () => {
  it('opens one connection and closes it', async () => {
    const connection = dial(await httpSuperLink(sample('1.39.0')));
    const portForward = jest.fn(async () => connection);
    await readNodes(api('1.39.0', portForward), { signal });
    expect(portForward).toHaveBeenCalledTimes(1);
    expect(portForward).toHaveBeenCalledWith(expect.objectContaining(place));
    expect(connection.destroyed).toBe(true);
  });

  it('names cluster, pod and port when it fails', async () => {
    const failing = api('1.39.0', async () => {
      throw new Error('pod not found');
    });
    await expect(readNodes(failing, { signal })).rejects.toThrow(
      expect.objectContaining({
        name: 'ServiceUnavailableError',
        message:
          "The SuperLink's Control API (east/retail pod superlink-1 port 8000) cannot be asked: pod not found",
      }),
    );
  });
});
