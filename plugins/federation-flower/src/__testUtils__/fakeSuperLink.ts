import { createServer as createHttpServer, IncomingMessage } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { AddressInfo, connect, Server, Socket } from 'node:net';
import { once } from 'node:events';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ServiceUnavailableError } from '@backstage/errors';
import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import { SUPERLINK_NAME } from '../names';

/** A run as the fake keeps it. */
export interface FakeRun {
  id: string;
  hash: string;
  status: string;
  subStatus?: string;
  details?: string;
}

class Refusal extends Error {
  constructor(readonly code: number, readonly grpc: number, text: string) {
    super(text);
  }
}

function readMessage(bytes: Uint8Array): Map<number, string | Uint8Array> {
  const fields = new Map<number, string | Uint8Array>();
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    fields.set(
      field,
      type === WireType.Varint ? String(reader.uint64()) : reader.bytes(),
    );
  }
  return fields;
}

/** For tests: the runs half of a SuperLink's Control API, over gRPC or HTTP, as a cluster's client reaches it. */
export class FakeSuperLink {
  readonly runs: FakeRun[] = [];
  /** Methods in the order of the calls. */
  readonly calls: string[] = [];
  /** Answers a start; default: it starts. */
  onStart: (run: FakeRun) => void = () => {};
  /** Called before each list. */
  onList: () => void = () => {};
  ready = true;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #next = 18446744073709551500n;
  readonly #server: Server;

  constructor(protocol: 'grpc' | 'http') {
    this.#server =
      protocol === 'http' ? this.#httpServer() : this.#grpcServer();
    this.#server.on('connection', socket => this.#sockets.add(socket));
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  close() {
    this.#sockets.forEach(socket => socket.destroy());
    this.#server.close();
  }

  add(run: Omit<FakeRun, 'id'>): FakeRun {
    this.#next += 1n;
    const made = { id: String(this.#next), ...run };
    this.runs.push(made);
    return made;
  }

  /** A hub whose only pod is this SuperLink. */
  client(): ClusterClient {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${SUPERLINK_NAME}-1`,
        namespace: 'retail',
        labels: { app: SUPERLINK_NAME },
      },
      status: { phase: 'Running', conditions: [] as object[] },
    };
    return {
      cluster: 'east',
      list: async () => [
        {
          ...pod,
          status: {
            ...pod.status,
            conditions: [
              { type: 'Ready', status: this.ready ? 'True' : 'False' },
            ],
          },
        },
      ],
      portForward: async () => {
        if (!this.ready) throw new ServiceUnavailableError('no such pod');
        return connect(this.#port, '127.0.0.1');
      },
    } as Partial<ClusterClient> as ClusterClient;
  }

  #answer(method: string, request: Uint8Array): Uint8Array {
    const fields = readMessage(request);
    this.calls.push(method);
    if (method === 'StartRun') {
      const fab = readMessage(fields.get(1) as Uint8Array);
      const hash = new TextDecoder().decode(fab.get(1) as Uint8Array);
      const run = this.add({ hash, status: 'pending' });
      this.onStart(run);
      return new BinaryWriter().tag(1, WireType.Varint).uint64(run.id).finish();
    }
    if (method === 'ListRuns') this.onList();
    const id = fields.get(1) as string | undefined;
    const wanted = this.runs.filter(run => !id || run.id === id);
    if (id && !wanted.length) throw new Refusal(16, 5, 'Run ID not found');
    if (method === 'StopRun') {
      Object.assign(wanted[0], { status: 'finished', subStatus: 'stopped' });
      return new BinaryWriter().tag(1, WireType.Varint).bool(true).finish();
    }
    const list = new BinaryWriter();
    const string = (writer: BinaryWriter, field: number, value?: string) =>
      value && writer.tag(field, WireType.LengthDelimited).string(value);
    for (const run of wanted) {
      list.tag(1, WireType.LengthDelimited).fork();
      list.tag(1, WireType.Varint).uint64(run.id);
      list.tag(2, WireType.LengthDelimited).fork();
      list.tag(1, WireType.Varint).uint64(run.id);
      string(list, 5, run.hash);
      list.tag(10, WireType.LengthDelimited).fork();
      string(list, 1, run.status);
      string(list, 2, run.subStatus);
      string(list, 3, run.details);
      list.join().join().join();
    }
    return list.finish();
  }

  #httpServer(): Server {
    return createHttpServer(async (request: IncomingMessage, response) => {
      const method = String(request.url)
        .replace('/v1/control/', '')
        .replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase());
      try {
        const body = Buffer.concat(await request.toArray());
        const answer = this.#answer(method, body);
        response.writeHead(200, { 'content-type': 'application/protobuf' });
        response.end(answer);
      } catch (error) {
        const { code, message } = error as Refusal;
        response.writeHead(412, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ code, detail: message }));
      }
    });
  }

  #grpcServer(): Server {
    const server = createHttp2Server();
    server.on('stream', async (stream, headers) => {
      const frame = Buffer.concat(await stream.toArray());
      const method = String(headers[':path']).split('/').at(-1)!;
      try {
        const answer = this.#answer(method, frame.subarray(5));
        stream.respond({ ':status': 200 }, { waitForTrailers: true });
        stream.on('wantTrailers', () =>
          stream.sendTrailers({ 'grpc-status': '0' }),
        );
        const prefix = Buffer.alloc(5);
        prefix.writeUInt32BE(answer.length, 1);
        stream.end(Buffer.concat([prefix, answer]));
      } catch (error) {
        const { grpc, message } = error as Refusal;
        stream.respond(
          { ':status': 200, 'grpc-status': `${grpc}`, 'grpc-message': message },
          { endStream: true },
        );
      }
    });
    return server as unknown as Server;
  }
}
