import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Sandbox, startSandbox } from '../../packages/sandbox/src';
import {
  KubeObject,
  resources,
  SandboxClient,
} from '../../packages/sandbox/src/client';
import {
  applyHub,
  applyMember,
  isReady,
  until,
} from '../../packages/sandbox/src/sandbox/__testUtils__/testFederation';
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
/** So many services or links exist at the same time. */
const WIDTH = 40;
const NAMESPACE = 'fl';
const VERSION = '1.38.0';

/** What 1,000 cycles may leave behind. */
const BOUNDS: Bounds = {
  heapMb: 8,
  externalMb: 4,
  descriptors: 64,
  // The connections that both ends of an HTTP client keep alive come and go.
  sockets: 64,
  handles: 5,
  processes: 0,
};

describe('1,000 services and links come and go', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'federation-endurance-'));
  let sandbox: Sandbox;
  let hub: SandboxClient;
  let member: SandboxClient;
  let link: KubeObject;

  before(async () => {
    sandbox = await startSandbox({
      stateDir,
      clusters: ['east', 'west'],
      flower: 'builtin',
      timeScale: 0.01,
    });
    hub = sandbox.client('east');
    member = sandbox.client('west');
    const grant = await applyHub(hub, VERSION, ['--insecure']);
    await applyMember(member, grant, VERSION, [
      '--insecure',
      '--superlink',
      'fleet-api:9092',
    ]);
    link = await until(member, resources.links, isReady);
  });
  after(async () => {
    await sandbox?.stop();
    rmSync(stateDir, { recursive: true, force: true });
  });

  const skupper = (kind: string, name: string, spec: object): KubeObject => ({
    apiVersion: 'skupper.io/v2alpha1',
    kind,
    metadata: { name, namespace: NAMESPACE },
    spec,
  });

  async function serviceCycle(listeners: Watched, name: string) {
    await hub.create(
      resources.connectors,
      skupper('Connector', name, {
        routingKey: name,
        port: 9092,
        selector: 'app=superlink',
      }),
    );
    await member.create(
      resources.listeners,
      skupper('Listener', name, { routingKey: name, host: name, port: 80 }),
    );
    await listeners.until(name, object => isTrue(object, 'Ready'));
    await Promise.all([
      hub.delete(resources.connectors, NAMESPACE, name),
      member.delete(resources.listeners, NAMESPACE, name),
    ]);
    await listeners.gone(name);
  }

  async function linkCycle(links: Watched, name: string) {
    const { endpoints, tlsCredentials } = link.spec;
    await member.create(
      resources.links,
      skupper('Link', name, { endpoints, tlsCredentials, cost: 2 }),
    );
    await links.until(name, object => isTrue(object, 'Ready'));
    await member.delete(resources.links, NAMESPACE, name);
    await links.gone(name);
  }

  const turns = new Map<string, Promise<void>>();
  /** Lanes overtake each other: what has the name of another cycle waits for its end. */
  function inTurn(name: string, run: (name: string) => Promise<void>) {
    const turn = (turns.get(name) ?? Promise.resolve()).then(() => run(name));
    turns.set(name, turn);
    return turn;
  }

  for (const [what, type, cycle] of [
    ['services', resources.listeners, serviceCycle],
    ['links', resources.links, linkCycle],
  ] as const) {
    it(`nothing stays of ${what}`, { timeout: 180_000 }, async t => {
      const watched = new Watched(member, type, NAMESPACE);
      const run = (count: number) =>
        inParallel(count, WIDTH, index =>
          inTurn(`${what}-${index % 50}`, name => cycle(watched, name)),
        );
      await run(WARM_UP);
      // The latest changes are kept for watches to resume from: a bounded history, and no leak.
      await sandbox.run('compact');
      const usage = await settled();
      const began = Date.now();
      await run(CYCLES);
      await sandbox.run('compact');
      const later = await assertReturned(usage, BOUNDS);
      const seconds = (Date.now() - began) / 1000;
      watched.close();
      t.diagnostic(
        `${CYCLES} cycles in ${seconds} s: ${describeGrowth(usage, later)}`,
      );
    });
  }
});
