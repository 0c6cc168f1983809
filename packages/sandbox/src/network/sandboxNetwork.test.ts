import { createConnection } from 'node:net';
import { SandboxNetwork } from './sandboxNetwork';
import { echoServer, exchange } from './__testUtils__/testServers';

describe('SandboxNetwork', () => {
  const messages: string[] = [];
  const network = new SandboxNetwork(m => messages.push(m));
  afterEach(() => network.close());

  it('puts a real loopback port behind an address of a cluster', async () => {
    const endpoint = await network.listen(
      'west',
      '10.1.0.2',
      80,
      echoServer('pod'),
    );

    expect(network.resolve('west', '10.1.0.2', 80)).toEqual(endpoint);
    expect(network.resolve('east', '10.1.0.2', 80)).toBeUndefined();
    await expect(
      exchange(network.connect('west', '10.1.0.2', 80), 'hello'),
    ).resolves.toBe('pod:hello');
    await expect(
      exchange(createConnection(endpoint.port, endpoint.host), 'hi'),
    ).resolves.toBe('pod:hi');
  });

  it('refuses where nothing listens, and again once a server closed', async () => {
    await expect(
      exchange(network.connect('west', '10.1.0.2', 80), ''),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED', address: '10.1.0.2' });

    const server = echoServer('pod');
    await network.listen('west', '10.1.0.2', 80, server);
    await new Promise(resolve => server.close(resolve));

    expect(network.resolve('west', '10.1.0.2', 80)).toBeUndefined();
  });

  it('refuses a second server on an address', async () => {
    await network.listen('west', '10.1.0.2', 80, echoServer('one'));
    await expect(
      network.listen('west', '10.1.0.2', 80, echoServer('two')),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('reserves ports for processes and gives each only once', async () => {
    const endpoints = await Promise.all(
      [1, 2, 3, 4].map(port => network.reserve('west', '10.1.0.2', port)),
    );
    expect(new Set(endpoints.map(e => e.port)).size).toBe(4);
    expect(network.resolve('west', '10.1.0.2', 3)).toEqual(endpoints[2]);
    network.release('west', '10.1.0.2', 3);
    expect(network.resolve('west', '10.1.0.2', 3)).toBeUndefined();
  });

  it('leads an external address to the first that claimed it, and logs the conflict', async () => {
    await network.listen('west', '10.1.0.2', 80, echoServer('west'));
    await network.listen('east', '10.1.0.2', 80, echoServer('east'));
    const west = { cluster: 'west', ip: '10.1.0.2', port: 80 };
    const east = { ...west, cluster: 'east' };
    messages.length = 0;

    expect(network.expose('127.0.0.1', 30000, west)).toBe(true);
    expect(network.expose('127.0.0.1', 30000, east)).toBe(false);
    expect(messages).toEqual([
      'External address 127.0.0.1:30000 is held by 10.1.0.2:80 of cluster west; ' +
        '10.1.0.2:80 of cluster east claims it too and has to wait',
    ]);
    const dial = () =>
      exchange(network.connectExternal('127.0.0.1', 30000), '');
    await expect(dial()).resolves.toBe('west:');

    network.unexpose('127.0.0.1', 30000, west);
    await expect(dial()).resolves.toBe('east:');
  });

  it('refuses an address that is no longer exposed without leaving the sandbox', async () => {
    network.expose('203.0.113.7', 55671, { cluster: 'a', ip: 'x', port: 1 });
    network.unexpose('203.0.113.7', 55671);
    await expect(
      exchange(network.connectExternal('203.0.113.7', 55671), ''),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('dials everything else for real', async () => {
    const { port } = await network.listen('a', '1', 1, echoServer('real'));
    await expect(
      exchange(network.connectExternal('127.0.0.1', port), 'x'),
    ).resolves.toBe('real:x');
  });

  it('resolves names of Services as the cluster DNS does', () => {
    network.setServiceAddress('west', 'fed', 'fleet-api', '10.96.0.9');
    for (const host of [
      'fleet-api',
      'fleet-api.fed',
      'fleet-api.fed.svc',
      'Fleet-API.fed.svc.cluster.local.',
    ]) {
      expect(network.lookup('west', 'fed', host)).toBe('10.96.0.9');
    }
    expect(network.lookup('west', 'other', 'fleet-api')).toBeUndefined();
    expect(network.lookup('east', 'fed', 'fleet-api')).toBeUndefined();
    expect(
      network.lookup('west', 'fed', 'fleet-api.fed.example.com'),
    ).toBeUndefined();
    network.setServiceAddress('west', 'fed', 'fleet-api', undefined);
    expect(network.lookup('west', 'fed', 'fleet-api')).toBeUndefined();
  });
});
