import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Sandbox, startSandbox } from '../../packages/sandbox/src';
import { resources, SandboxClient } from '../../packages/sandbox/src/client';
import { createFakeFlower, FAKE_VERSION } from './support/fakeFlower';
import {
  assertReturned,
  Bounds,
  describeGrowth,
  settled,
} from './support/usage';
import { inParallel, isTrue, Watched } from './support/watched';

const CYCLES = 1000;
/** Opens connections that are kept alive, and lets the code be compiled. */
const WARM_UP = 100;
/** So many pods exist at the same time. */
const WIDTH = 10;
const NAMES = 50;

/** What 1,000 cycles may leave behind. A forgotten pod, listener or watch per cycle would be many times as much. */
const BOUNDS: Bounds = {
  heapMb: 8,
  externalMb: 4,
  descriptors: 64,
  // The connections that both ends of an HTTP client keep alive come and go.
  sockets: 64,
  handles: 5,
  processes: 0,
};

describe('1,000 pods come and go', () => {
  const home = createFakeFlower();
  const stateDir = mkdtempSync(join(tmpdir(), 'federation-endurance-'));
  let sandbox: Sandbox;
  let client: SandboxClient;

  before(async () => {
    process.env.FEDERATION_FLOWER_HOME = home;
    sandbox = await startSandbox({
      stateDir,
      clusters: ['east'],
      flower: 'auto',
      timeScale: 0.001,
    });
    client = sandbox.client('east');
  });
  after(async () => {
    await sandbox?.stop();
    delete process.env.FEDERATION_FLOWER_HOME;
    rmSync(home, { recursive: true, force: true });
    rmSync(stateDir, { recursive: true, force: true });
  });

  /** Makes and deletes pods with Services in a namespace, and the namespace with the Events that are left. */
  async function run(namespace: string, count: number, image: string) {
    await client.apply(
      resources.namespaces,
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      'test',
    );
    const namespaces = new Watched(client, resources.namespaces);
    await namespaces.until(namespace, object => Boolean(object));
    const pods = new Watched(client, resources.pods, namespace);
    await inParallel(count, WIDTH, index =>
      cycle(pods, namespace, index, image),
    );
    await client.delete(resources.namespaces, undefined, namespace);
    await namespaces.gone(namespace);
    pods.close();
    namespaces.close();
  }

  async function cycle(
    pods: Watched,
    namespace: string,
    index: number,
    image: string,
  ) {
    // Names come again, as those of StatefulSets do.
    const name = `pod-${index % NAMES}`;
    await pods.gone(name);
    const labels = { app: name };
    await client.create(resources.pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: { containers: [{ name: 'main', image, args: ['--insecure'] }] },
    });
    await client.create(resources.services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: labels, ports: [{ port: 9092 }] },
    });
    await pods.until(name, pod => isTrue(pod, 'Ready'));
    await Promise.all([
      client.delete(resources.pods, namespace, name, { gracePeriodSeconds: 1 }),
      client.delete(resources.services, namespace, name),
    ]);
    await pods.gone(name);
  }

  for (const [what, image] of [
    ['processes', `flwr/supernode:${FAKE_VERSION}`],
    ['builtin', 'flwr/superlink:1.38.0'],
  ]) {
    it(`nothing stays of ${what}`, { timeout: 180_000 }, async t => {
      await run(`${what}-warm-up`, WARM_UP, image);
      // The latest changes are kept for watches to resume from: a bounded history, and no leak.
      await sandbox.run('compact');
      const usage = await settled();
      const began = Date.now();
      await run(`${what}-cycles`, CYCLES, image);
      await sandbox.run('compact');
      const later = await assertReturned(usage, BOUNDS);
      const seconds = (Date.now() - began) / 1000;
      t.diagnostic(
        `${CYCLES} cycles in ${seconds} s: ${describeGrowth(usage, later)}`,
      );
    });
  }
});
