import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { testSpec } from '../../../../plugins/federation-flower/src/__testUtils__/federation';
import { superLinkObjects } from '../../../../plugins/federation-flower/src/objects';
import { InProcessCluster } from '../__testUtils__/inProcessCluster';
import { resources } from '../client';
import { createBuiltinRuntime, createPodFiles, PodFiles } from '../flower';
import { SandboxNetwork } from '../network';
import { podLoopback } from '../runtime/loopback';
import type { ContainerRuntime, RunningContainer } from '../runtime/types';
import { makeCa, makeLeaf } from '../shared/x509';
import { createNginxRuntime, createStandInRuntime, findNginx } from '.';
import { CONTROL_METHODS, CONTROL_PATHS } from './__testUtils__/controlPaths';
import { rawRequest } from './__testUtils__/rawRequest';

const nginx = findNginx();
/** Real nginx where there is one; the stand-in always. */
const gateways: [string, (files: PodFiles) => ContainerRuntime][] = [
  ['the stand-in', files => createStandInRuntime({ files })],
  ...(nginx
    ? [
        [
          'nginx',
          (files: PodFiles) => createNginxRuntime({ files, nginx }),
        ] as [string, (files: PodFiles) => ContainerRuntime],
      ]
    : []),
];
const securities = ['insecure', 'supernode-auth'] as const;
const cases = gateways.flatMap(([name, make]) =>
  securities.map(security => [name, security, make] as const),
);

const IP = '10.244.0.9';

const becomes = (container: RunningContainer) =>
  new Promise<void>(resolve => container.onReady(ready => ready && resolve()));

describe.each(cases)('%s before a SuperLink (%s)', (_, security, make) => {
  const network = new SandboxNetwork();
  const client = new InProcessCluster('east', { namespaces: ['retail'] });
  const running: RunningContainer[] = [];
  const log = { superlink: [] as string[], 'fleet-gateway': [] as string[] };
  let folder: string;
  let ca: string;
  let start: (name: keyof typeof log) => Promise<RunningContainer>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'federation-gateway-'));
    const spec = testSpec('1.42.0', security);
    const [configMap, deployment] = superLinkObjects(spec, 'kubernetes') as any;
    await client.create(resources.configMaps, configMap);
    const issuer = await makeCa('ca');
    ca = issuer.certPem;
    const hosts = ['fleet-api', 'localhost', '127.0.0.1'];
    const leaf = await makeLeaf('superlink', hosts, issuer);
    const secret = {
      'ca.crt': ca,
      'tls.crt': leaf.certPem,
      'tls.key': leaf.keyPem,
    };
    await client.create(resources.secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'superlink-tls', namespace: 'retail' },
      data: Object.fromEntries(
        Object.entries(secret).map(([key, value]) => [
          key,
          Buffer.from(value).toString('base64'),
        ]),
      ),
    } as any);
    const files = createPodFiles(folder);
    const runtimes = {
      superlink: createBuiltinRuntime({ files }),
      'fleet-gateway': make(files),
    };
    const { template } = deployment.spec;
    start = async name => {
      const container = runtimes[name].start({
        cluster: 'east',
        pod: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'superlink-1', namespace: 'retail', uid: 'uid-1' },
          spec: template.spec,
          status: { podIP: IP },
        },
        container: template.spec.containers.find((c: any) => c.name === name),
        client,
        network,
        log: line => log[name].push(line),
      });
      running.push(container);
      await becomes(container);
      return container;
    };
    await start('superlink');
    await start('fleet-gateway');
  });

  afterAll(async () => {
    await Promise.all(running.map(container => container.stop(0)));
    await network.close();
    await rm(folder, { recursive: true, force: true });
  });

  const dial = (port: number) => {
    const socket = createConnection(network.resolve('east', IP, port)!);
    return security === 'insecure' || port !== 9092
      ? socket
      : tlsConnect({ socket, ca, servername: 'fleet-api' });
  };
  const send = (path: string, method?: string) =>
    rawRequest(dial(9092), path, method);

  it('listens where nothing but the gateway does', () => {
    expect(network.resolve('east', IP, 8000)).toBeUndefined();
    expect(network.resolve('east', podLoopback(IP), 8000)).toBeDefined();
  });

  it('lets the Fleet API through', async () => {
    // What the SuperLink itself says to an empty message.
    expect(await send('/v1/fleet/activate-node')).toBe(400);
    expect(await send('http://fleet-api/v1/fleet/activate-node')).toBe(400);
    expect(await send('/v1/fleet/no-such-call')).toBe(404);
  });

  it('refuses every call of the Control API, however it is written', async () => {
    const answers = new Map<number, string[]>();
    for (const path of CONTROL_PATHS) {
      const status = await send(path);
      answers.set(status, [...(answers.get(status) ?? []), path]);
    }
    expect([...answers.keys()]).toEqual([403]);
    expect(log.superlink.join('\n')).not.toMatch(
      /ControlServicer|POST .*control/i,
    );
    expect(log['fleet-gateway'].join('\n')).toContain('forbidden by rule');
  }, 60_000);

  it.each([
    ...CONTROL_METHODS.slice(0, 3).map(method => `/v1/runtime/${method}`),
    '/health',
    '/docs',
    '/openapi.json',
    '/',
    '/v1/fleet',
    '/v1/fleet/',
    '/v1/fleet/x/y',
  ])('refuses %s', async path => {
    expect(await send(path)).toBe(403);
    expect(await send(path, 'GET')).toBe(403);
  });

  it('takes no other method than the Fleet API’s', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
      expect(await send('/v1/fleet/activate-node', method)).toBe(403);
    }
  });

  it('says on a port of its own, and only there, whether the SuperLink answers', async () => {
    const health = (path: string) => rawRequest(dial(8081), path, 'GET');
    expect(await health('/health')).toBe(200);
    expect(await health('/v1/control/list-nodes')).toBe(403);
    expect(await health('/v1/fleet/activate-node')).toBe(403);
    await running[0].stop(0);
    expect(await health('/health')).toBe(502);
    // As if nobody listened: a SuperNode of 1.40 gives up at a status.
    expect(await send('/v1/fleet/activate-node')).toBe(0);
    running[0] = await start('superlink');
    expect(await health('/health')).toBe(200);
    expect(await send('/v1/fleet/activate-node')).toBe(400);
  });
});
