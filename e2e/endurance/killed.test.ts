import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Kube } from '../support/kube';
import { SandboxProcess } from '../support/sandbox';
import { createFakeFlower, FAKE_VERSION } from './support/fakeFlower';
import { alive, descendants } from './support/usage';

/** The watchdog asks, and five seconds later it insists. */
const GONE_WITHIN_MS = 8_000;
const PODS = '/api/v1/namespaces/default/pods';

describe('a sandbox that ends, ends every process that it started', () => {
  const home = createFakeFlower();
  let sandbox: SandboxProcess;
  let kube: Kube;
  let started: number[];

  before(() => {
    process.env.FEDERATION_FLOWER_HOME = home;
  });
  after(() => {
    delete process.env.FEDERATION_FLOWER_HOME;
    rmSync(home, { recursive: true, force: true });
  });

  beforeEach(async () => {
    sandbox = await SandboxProcess.start({ clusters: 1, flower: 'process' });
    kube = new Kube(sandbox.kubeconfig, 'east');
    const before = new Set(descendants(sandbox.pid));
    for (const name of ['supernode', 'superlink']) {
      await createPod(name, `flwr/${name}:${FAKE_VERSION}`);
    }
    // One is a shell with a child; one is deaf and has two, one of them in a session of its own; and the watchdog.
    started = await until(
      () => descendants(sandbox.pid).filter(pid => !before.has(pid)),
      pids => pids.length >= 6,
    );
  });
  afterEach(async () => {
    await sandbox?.stop();
    alive(started).forEach(pid => process.kill(pid, 'SIGKILL'));
  });

  async function createPod(name: string, image: string) {
    await kube.send('POST', PODS, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { containers: [{ name: 'main', image, args: ['--insecure'] }] },
    });
    await until(
      async () => (await kube.send('GET', `${PODS}/${name}`)).status,
      status => status?.containerStatuses?.[0].state.running,
    );
    await until(
      () => kube.send('GET', `${PODS}/${name}/log`),
      log => String(log).includes('started'),
    );
  }

  async function until<T>(
    read: () => T | Promise<T>,
    holds: (value: T) => unknown,
    timeoutMs = 30_000,
  ): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const value = await read();
      if (holds(value)) return value;
      if (Date.now() > deadline) {
        assert.fail(`${holds}: ${JSON.stringify(value)}`);
      }
      await pause(100);
    }
  }

  const gone = (left = 0) =>
    until(
      () => alive(started),
      pids => pids.length <= left,
      GONE_WITHIN_MS,
    );

  it('when it is killed hard', async () => {
    process.kill(sandbox.pid, 'SIGKILL');
    await gone();
  });

  it('when it is asked to end', async () => {
    process.kill(sandbox.pid, 'SIGTERM');
    await gone();
  });

  it('when its pods are deleted', async () => {
    for (const name of ['supernode', 'superlink']) {
      await kube.send('DELETE', `${PODS}/${name}?gracePeriodSeconds=1`);
    }
    // The watchdog waits for the sandbox's own end.
    await gone(1);
  });
});
