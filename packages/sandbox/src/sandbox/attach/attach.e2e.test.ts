import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeObject, resources, SandboxClient } from '../../client';
import { SANDBOX_PARTS } from '../options';
import { Sandbox, startSandbox } from '../startSandbox';
import {
  applyHub,
  applyMember,
  isReady,
  until,
} from '../__testUtils__/testFederation';
import { AttachedSandbox, attachSandbox } from './attachSandbox';

const VERSION = '1.39.0';

/** What is in a cluster that an attached sandbox may have made. */
async function inventory(client: SandboxClient): Promise<string[]> {
  const lists = await Promise.all(
    [
      resources.nodes,
      resources.namespaces,
      resources.customResourceDefinitions,
      resources.deployments,
    ].map(type => client.list(type)),
  );
  return lists.flat().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

describe('a sandbox attached to clusters of a kubeconfig', () => {
  let folder: string;
  let bare: Sandbox;
  let attached: AttachedSandbox;
  const before: string[][] = [];
  const contexts = ['east', 'west'];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'federation-attach-'));
    bare = await startSandbox({
      stateDir: join(folder, 'bare'),
      clusters: contexts,
      without: [...SANDBOX_PARTS],
    });
    for (const name of contexts) {
      before.push(await inventory(bare.client(name)));
    }
    attached = await attachSandbox({
      stateDir: join(folder, 'attached'),
      kubeconfig: bare.kubeconfigPath,
      contexts,
      flower: 'builtin',
      timeScale: 0.05,
    });
  }, 60_000);

  afterAll(async () => {
    await attached?.stop();
    await bare?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('makes a federation of bare API servers', async () => {
    const [east, west] = contexts.map(name => attached.client(name));
    const grant = await applyHub(east, VERSION, ['--insecure']);
    await applyMember(west, grant, VERSION, [
      '--insecure',
      '--superlink',
      'fleet-api:9092',
    ]);
    await until(
      west,
      resources.pods,
      pod => pod.metadata.labels?.app === 'supernode' && isReady(pod),
    );
    expect(attached.decisions.get('east')).toMatchObject({
      without: [],
      deployments: true,
    });
  }, 60_000);

  it('tells the API server where the node serves logs', async () => {
    const east = attached.client('east');
    const [node] = await east.list(resources.nodes);
    const { address } = node.status.addresses[0];
    const { Port: port } = node.status.daemonEndpoints.kubeletEndpoint;
    const [pod] = (await east.list(resources.pods, { namespace: 'fl' })).filter(
      ({ metadata }) => metadata.labels?.app === 'superlink',
    );
    expect(pod.status.hostIP).toBe(address);
    expect(await log(address, port, pod)).toMatch(/SuperLink|Flower/);
  });

  it('offers its configuration to Backstage, and its faults to the command line', async () => {
    expect(await readFile(attached.appConfigPath, 'utf8')).toContain(
      'context: west',
    );
    await attached.run('link-break', { target: 'west' });
    const west = attached.client('west');
    await until(west, resources.links, link => !isReady(link));
    await attached.run('link-mend', { target: 'west' });
    await until(west, resources.links, isReady);
  }, 60_000);

  it.each(['freeze', 'kill', 'restart', 'latency', 'compact'])(
    'refuses to %s an API server that is not its own',
    async command => {
      await expect(
        attached.run(command, { cluster: 'east', ms: 1 }),
      ).rejects.toThrow(/east is a cluster of a kubeconfig/);
    },
  );

  it('leaves nothing of its own behind', async () => {
    for (const name of contexts) {
      await bare.client(name).delete(resources.namespaces, undefined, 'fl');
      await gone(bare.client(name), 'fl');
    }
    await attached.stop();
    for (const [i, name] of contexts.entries()) {
      expect(await inventory(bare.client(name))).toEqual(before[i]);
      expect(await bare.client(name).list(resources.pods)).toEqual([]);
    }
  }, 60_000);
});

function log(host: string, port: number, pod: KubeObject): Promise<string> {
  const { namespace, name } = pod.metadata;
  const [{ name: container }] = pod.spec.containers;
  return new Promise((resolve, reject) => {
    request(
      `https://${host}:${port}/containerLogs/${namespace}/${name}/${container}`,
      { rejectUnauthorized: false, agent: false },
      response => {
        let text = '';
        response.on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      },
    )
      .on('error', reject)
      .end();
  });
}

/** Resolves when a namespace is gone. */
function gone(client: SandboxClient, name: string): Promise<void> {
  const abort = new AbortController();
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`Namespace ${name} does not end`)),
      30_000,
    );
    let there = false;
    client.watch(resources.namespaces, {
      signal: abort.signal,
      onUpsert({ metadata }) {
        there ||= metadata.name === name;
      },
      onDelete({ metadata }) {
        if (metadata.name === name) {
          clearTimeout(timer);
          resolve();
        }
      },
      onSync() {
        if (!there) {
          clearTimeout(timer);
          resolve();
        }
      },
    });
  }).finally(() => abort.abort());
}
