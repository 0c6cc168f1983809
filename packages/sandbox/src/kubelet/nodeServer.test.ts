import { request } from 'node:https';
import { createServer } from 'node:net';
import { WebSocket } from 'ws';
import { resources } from '../client';
import { SandboxNetwork } from '../network';
import { InProcessCluster } from '../__testUtils__/inProcessCluster';
import { LogStore } from './logStore';
import { createNodeApi } from './nodeApi';
import { NodeServer, startNodeServer } from './nodeServer';

describe('endpoints of a kubelet', () => {
  const client = new InProcessCluster('c1', { namespaces: ['ns'] });
  const network = new SandboxNetwork();
  const logs = new LogStore();
  const key = { cluster: 'c1', namespace: 'ns', pod: 'p', container: 'c' };
  let server: NodeServer;

  beforeAll(async () => {
    server = await startNodeServer({
      client,
      node: createNodeApi({ logs, network, client: () => client }),
    });
    await client.load(resources.pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'ns' },
      spec: {
        nodeName: 'n',
        containers: [{ name: 'c' }, { name: 'waiting' }],
      },
      status: {
        phase: 'Running',
        podIP: '10.244.0.2',
        containerStatuses: [
          { name: 'c', state: { running: {} } },
          {
            name: 'waiting',
            state: { waiting: { reason: 'ContainerCreating' } },
          },
        ],
      },
    });
    const log = logs.begin(key);
    ['one', 'two', 'three'].forEach(line => log.append(line));
  });
  afterAll(async () => {
    await server.close();
    await network.close();
  });

  const url = (path: string, scheme = 'https') =>
    `${scheme}://${server.address}:${server.port}${path}`;

  /** Status and text; with `until`, as soon as the text has it. */
  function get(path: string, until?: string) {
    return new Promise<{ code?: number; text: string }>((resolve, reject) => {
      const sent = request(
        url(path),
        { rejectUnauthorized: false, agent: false },
        response => {
          const answer = { code: response.statusCode, text: '' };
          response.on('data', chunk => {
            answer.text += chunk;
            if (until && answer.text.includes(until)) {
              resolve(answer);
              sent.destroy();
            }
          });
          response.on('end', () => resolve(answer));
        },
      );
      sent.on('error', reject).end();
    });
  }

  it('give a log, its end, and times', async () => {
    const all = await get('/containerLogs/ns/p/c');
    expect(all).toEqual({ code: 200, text: 'one\ntwo\nthree\n' });
    const tail = await get('/containerLogs/ns/p/c?tailLines=1&timestamps=true');
    expect(tail.text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z three\n$/);
    const limited = await get('/containerLogs/ns/p/c?limitBytes=5');
    expect(limited.text).toMatch(/^one\nt/);
  });

  it('follow a log', async () => {
    const following = get('/containerLogs/ns/p/c?follow=true', 'four\n');
    logs.get(key)!.append('four');
    expect((await following).text).toBe('one\ntwo\nthree\nfour\n');
  });

  it('refuse in plain text, of which an API server makes a Status', async () => {
    expect(await get('/containerLogs/ns/q/c')).toEqual({
      code: 404,
      text: 'pod does not exist',
    });
    expect(await get('/containerLogs/ns/p/waiting')).toEqual({
      code: 400,
      text: 'container "waiting" in pod "p" is waiting to start: ContainerCreating',
    });
    expect((await get('/pods')).code).toBe(404);
  });

  it('forward a port over a WebSocket: port first, then bytes by channel', async () => {
    const echo = createServer(socket => socket.pipe(socket));
    await network.listen('c1', '10.244.0.2', 9093, echo);
    const socket = new WebSocket(
      url('/portForward/ns/p?port=9093', 'wss'),
      ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
      { rejectUnauthorized: false },
    );
    const frames: string[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => socket.send(Buffer.from('\0hello')));
      socket.on('message', (data: Buffer) => {
        frames.push(data.toString('hex'));
        if (frames.length === 3) resolve();
      });
    });
    expect(socket.protocol).toBe('v4.channel.k8s.io');
    expect(frames).toEqual([
      '008523',
      '018523',
      Buffer.from('\0hello').toString('hex'),
    ]);
    socket.terminate();
    echo.close();
  });
});
