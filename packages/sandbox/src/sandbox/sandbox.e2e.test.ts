import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig, PortForward } from '@kubernetes/client-node';
import { PassThrough } from 'node:stream';
import { resources } from '../client';
import { readMessage } from '../flower/builtin/protobuf';
import { Sandbox, startSandbox } from './startSandbox';
import {
  applyHub,
  applyMember,
  isReady,
  until,
} from './__testUtils__/testFederation';
import type { SandboxStatus } from './types';

const VERSION = '1.39.0';

/** The nodes' statuses, asked as Backstage asks: HTTP through a port-forward to the SuperLink's pod. */
async function nodeStatuses(sandbox: Sandbox, pod: string): Promise<string[]> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(sandbox.kubeconfigPath);
  kubeConfig.setCurrentContext('east');
  const input = new PassThrough();
  const output = new PassThrough();
  const socket = await new PortForward(kubeConfig).portForward(
    'fl',
    pod,
    [9093],
    output,
    null,
    input,
  );
  input.write(
    [
      'POST /v1/control/list-nodes HTTP/1.1',
      'host: superlink',
      'content-type: application/protobuf',
      'content-length: 0',
      'connection: close',
      '\r\n',
    ].join('\r\n'),
  );
  let answer = Buffer.alloc(0);
  for await (const chunk of output) {
    answer = Buffer.concat([answer, chunk]);
    const end = answer.indexOf('\r\n\r\n');
    const length = /content-length: (\d+)/i.exec(
      answer.subarray(0, end).toString(),
    )?.[1];
    if (end >= 0 && answer.length >= end + 4 + Number(length)) {
      break;
    }
  }
  (socket as any).close();
  const body = answer.subarray(answer.indexOf('\r\n\r\n') + 4);
  return (readMessage(body).get(1) ?? []).map(node =>
    String(readMessage(node as Buffer).get(4)?.[0]),
  );
}

function health(url: string, caPem: string, token?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(
      `${url}/api/v1/namespaces`,
      {
        ca: caPem,
        agent: false,
        headers: token ? { authorization: `Bearer ${token}` } : {},
      },
      response => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    )
      .on('error', reject)
      .end();
  });
}

describe('sandbox', () => {
  let folder: string;
  let sandbox: Sandbox;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'federation-test-'));
    sandbox = await startSandbox({
      stateDir: folder,
      clusters: ['east', 'west'],
      flower: 'builtin',
      timeScale: 0.05,
    });
  }, 30_000);

  afterAll(async () => {
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  it('lets in who has a token', async () => {
    const [{ url, caPem, token, tokens }] = sandbox.clusters;
    expect(await health(url, caPem, token)).toBe(200);
    expect(await health(url, caPem)).toBe(401);
    expect(await health(url, caPem, tokens?.observer)).toBe(403);
    expect(await readFile(sandbox.appConfigPath, 'utf8')).toContain(url);
  });

  it('carries a federation: link, service, SuperNode online, break, mend, outage', async () => {
    const [east, west] = [sandbox.client('east'), sandbox.client('west')];
    const grant = await applyHub(east, VERSION, [
      '--insecure',
      '--host',
      '0.0.0.0',
      '--port',
      '9093',
    ]);
    await applyMember(west, grant, VERSION, [
      '--insecure',
      '--superlink',
      'fleet-api:9092',
      '--host',
      '0.0.0.0',
    ]);
    const superlink = await until(
      east,
      resources.pods,
      pod => pod.metadata.labels?.app === 'superlink' && isReady(pod),
    );
    const online = async () =>
      (await nodeStatuses(sandbox, superlink.metadata.name)).includes('online');
    await logged(sandbox, 'west', 'supernode', /SuperNode ID: \d+/);
    expect(await online()).toBe(true);

    await sandbox.run('link-break', { target: 'west', cause: 'refused' });
    await until(west, resources.links, link => !isReady(link));
    await logged(sandbox, 'west', 'supernode', /Connection attempt failed/);
    const status = await sandbox.run<SandboxStatus>('status');
    expect(status.faults).toMatchObject([
      { cluster: 'west', cause: 'refused' },
    ]);
    await sandbox.run('link-mend', { target: 'west' });
    await until(west, resources.links, isReady);
    await logged(sandbox, 'west', 'supernode', /Connection successful after/);

    await sandbox.run('kill', { cluster: 'west' });
    const [, { url, caPem, token }] = sandbox.clusters;
    await expect(health(url, caPem, token)).rejects.toThrow('ECONNREFUSED');
    await sandbox.run('restart', { cluster: 'west' });
    const again = await until(
      west,
      resources.pods,
      pod => pod.metadata.labels?.app === 'supernode' && isReady(pod),
    );
    expect(again.status.containerStatuses[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { reason: 'Unknown', exitCode: 255 } },
    });
    await until(west, resources.links, isReady);
  }, 90_000);

  it('names what is wrong with a command', async () => {
    await expect(sandbox.run('freeze', { cluster: 'south' })).rejects.toThrow(
      'There is no cluster "south"; there are east, west.',
    );
    await expect(
      sandbox.run('link-break', { target: 'east', cause: 'gremlins' }),
    ).rejects.toThrow('"gremlins" is no cause; there are refused');
    await expect(
      sandbox.run('grant-expire', { target: 'east/x' }),
    ).rejects.toThrow('give <cluster>/<namespace>/<grant>');
  });

  it('goes without traces', async () => {
    await sandbox.stop();
    await expect(
      readFile(join(folder, 'control.json'), 'utf8'),
    ).rejects.toThrow('ENOENT');
  }, 30_000);
});

/** Waits for a line in the log of a Deployment's pod, read through the API server. */
async function logged(
  sandbox: Sandbox,
  cluster: string,
  app: string,
  pattern: RegExp,
): Promise<void> {
  const { url, caPem, token } = sandbox.clusters.find(
    ({ name }) => name === cluster,
  )!;
  const pod = await until(
    sandbox.client(cluster),
    resources.pods,
    p => p.metadata.labels?.app === app && p.status?.phase === 'Running',
  );
  await new Promise<void>((resolve, reject) => {
    let text = '';
    const sent = request(
      `${url}/api/v1/namespaces/fl/pods/${pod.metadata.name}/log?follow=true`,
      {
        ca: caPem,
        agent: false,
        headers: { authorization: `Bearer ${token}` },
        timeout: 30_000,
      },
      response => {
        response.on('data', chunk => {
          text += chunk;
          if (pattern.test(text)) {
            resolve();
            sent.destroy();
          }
        });
        response.on('end', () =>
          reject(new Error(`No ${pattern} in: ${text}`)),
        );
      },
    );
    sent.on('timeout', () =>
      sent.destroy(new Error(`No ${pattern} in: ${text}`)),
    );
    sent.on('error', reject);
    sent.end();
  });
}
