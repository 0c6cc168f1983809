import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPodFiles } from '../podFiles';
import { createTestPods } from '../__testUtils__/testPods';
import { createBuiltinRuntime } from './builtinRuntime';
import { readMessage } from './protobuf';

type Answer = { status: number; body: Buffer };

function grpc(port: number, method: string, body = Buffer.alloc(0)) {
  return new Promise<Answer>((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`);
    session.on('error', reject);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/flwr.proto.Control/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const chunks: Buffer[] = [];
    let status = -1;
    const read = (headers: any) => {
      status = Number(headers['grpc-status'] ?? status);
    };
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => {
      session.close();
      resolve({ status, body: Buffer.concat(chunks).subarray(5) });
    });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(body.length, 1);
    stream.end(Buffer.concat([prefix, body]));
  });
}

function http(port: number, path: string, type = 'application/protobuf') {
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        agent: false,
        method: path.startsWith('/v1/') ? 'POST' : 'GET',
        headers: { 'content-type': type },
      },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end();
  });
}

/** Statuses of a ListNodesResponse. */
function statuses(body: Buffer, field: number): string[] {
  return (readMessage(body).get(1) ?? []).map(node =>
    String(readMessage(node as Buffer).get(field)?.[0]),
  );
}

describe('built-in Flower', () => {
  let folder: string;
  let runtime: ReturnType<typeof createBuiltinRuntime>;
  const pods = createTestPods();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'federation-builtin-'));
    runtime = createBuiltinRuntime({ files: createPodFiles(folder) });
  });

  afterAll(async () => {
    await pods.close();
    await rm(folder, { recursive: true, force: true });
  });

  const portOf = (ip: string, port: number) =>
    pods.network.resolve('east', ip, port)!.port;

  it('connects through a Service, and shows a lost node as offline', async () => {
    const supernode = pods.start(runtime, 'flwr/supernode:1.23.0', [
      '--insecure',
      '--superlink',
      'fleet-api:9092',
      '--clientappio-api-address',
      '0.0.0.0:9094',
    ]);
    await supernode.line(
      /Connection attempt failed, retrying in [\d.]+ seconds/,
    );
    const superlink = pods.start(runtime, 'flwr/superlink:1.23.0', [
      '--insecure',
    ]);
    await superlink.ready;
    pods.network.setServiceAddress('east', 'fl', 'fleet-api', superlink.ip);
    await superlink.line(/\[Fleet\.ActivateNode\] Activated node_id=\d+/);
    await supernode.line(/Connection successful after/);
    const control = portOf(superlink.ip, 9093);
    const online = await grpc(control, 'ListNodes');
    expect(online.status).toBe(0);
    expect(statuses(online.body, 3)).toEqual(['online']);
    expect(await grpc(control, 'ListFederations')).toMatchObject({
      status: 12,
    });
    expect(await grpc(control, 'RegisterNode')).toMatchObject({ status: 9 });

    await supernode.container.stop(0);
    expect(await supernode.container.exited).toEqual({ exitCode: 137 });
    const [node] = readMessage(online.body).get(1) as Buffer[];
    const [until] = readMessage(node).get(8) as Buffer[];
    const soon = until.readDoubleLE() - Date.now() / 1000;
    expect(soon).toBeLessThanOrEqual(4);
  });

  it('speaks HTTP from 1.37 on, and says goodbye when it is stopped', async () => {
    const superlink = pods.start(runtime, 'flwr/superlink:1.39.0', [
      '--insecure',
      '--host',
      '0.0.0.0',
      '--port',
      '9093',
    ]);
    await superlink.ready;
    const supernode = pods.start(runtime, 'flwr/supernode:1.39.0', [
      '--insecure',
      '--superlink',
      `${superlink.ip}:9092`,
      '--host',
      '0.0.0.0',
    ]);
    await supernode.line(/SuperNode ID: \d+/);
    const control = portOf(superlink.ip, 9093);
    const list = await http(control, '/v1/control/list-nodes');
    expect(statuses(list.body, 4)).toEqual(['online']);
    expect(
      (await http(control, '/v1/control/list-nodes', 'application/json'))
        .status,
    ).toBe(415);
    expect((await http(control, '/health')).status).toBe(200);
    expect(
      JSON.parse((await http(control, '/openapi.json')).body.toString()).info,
    ).toEqual({ title: 'SuperLink API', version: '1.39.0' });

    await supernode.container.stop(1_000);
    await superlink.line(/\[Fleet\.DeactivateNode\] Deactivated node_id=/);
    expect(await supernode.container.exited).toEqual({ exitCode: 0 });
    await superlink.container.stop(1_000);
    expect(await superlink.container.exited).toEqual({ exitCode: 143 });
    expect(pods.network.resolve('east', superlink.ip, 9092)).toBeUndefined();
  });

  it('serves the Fleet API by HTTP beside the Control API from 1.40 on', async () => {
    const superlink = pods.start(runtime, 'flwr/superlink:1.41.0', [
      '--insecure',
      '--host',
      '0.0.0.0',
    ]);
    await superlink.ready;
    await superlink.line(
      /Starting the SuperLink Fleet HTTP API on 0\.0\.0\.0:80/,
    );
    const supernode = pods.start(runtime, 'flwr/supernode:1.41.0', [
      '--insecure',
      '--superlink',
      `${superlink.ip}:8000`,
      '--host',
      '0.0.0.0',
    ]);
    await supernode.line(/SuperNode ID: \d+/);
    await superlink.line(/"POST \/v1\/fleet\/activate-node HTTP\/1\.1" 200/);
    const port = portOf(superlink.ip, 8000);
    const list = await http(port, '/v1/control/list-nodes');
    expect(statuses(list.body, 4)).toEqual(['online']);
    expect((await http(port, '/v1/fleet/activate-node')).status).toBe(400);
    expect(pods.network.resolve('east', superlink.ip, 9092)).toBeUndefined();

    await supernode.container.stop(1_000);
    await superlink.line(/\[Fleet\.DeactivateNode\] Deactivated node_id=/);
    expect(superlink.lines.join('\n')).not.toContain('heartbeat');
  });

  it('refuses the flags that its release refuses', async () => {
    const { container, line } = pods.start(runtime, 'flwr/supernode:1.39.0', [
      '--insecure',
      '--clientappio-api-address',
      '0.0.0.0:9094',
    ]);
    expect(await container.exited).toEqual({ exitCode: 2 });
    await line(/argument --clientappio-api-address: this option is no longer/);
    const early = pods.start(runtime, 'flwr/superlink:1.23.0', [
      '--insecure',
      '--host',
      '0.0.0.0',
    ]);
    expect(await early.container.exited).toEqual({ exitCode: 2 });
    await early.line(/error: unrecognized arguments: --host 0\.0\.0\.0$/);
  });

  it('binds to the pod itself only when told 127.0.0.1', async () => {
    const superlink = pods.start(runtime, 'flwr/superlink:1.39.0', [
      '--insecure',
    ]);
    await superlink.ready;
    expect(pods.network.resolve('east', superlink.ip, 8000)).toBeUndefined();
    expect(pods.network.resolve('east', superlink.ip, 9092)).toBeDefined();
  });
});
