import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Sandbox, startSandbox } from '../../packages/sandbox/src';
import {
  KubeObject,
  resources,
  ResourceType,
} from '../../packages/sandbox/src/client';
import {
  assertReturned,
  Bounds,
  describeGrowth,
  measure,
  settled,
  Usage,
} from './support/usage';
import { inParallel, isTrue, Watched } from './support/watched';

const CLUSTERS = 50;
const NAMESPACE = 'many';

/** 200 objects for each cluster: type, how many, and what is in one. */
const OBJECTS: [ResourceType, number, (name: string) => Partial<KubeObject>][] =
  [
    [resources.configMaps, 90, name => ({ data: { name } })],
    [resources.secrets, 50, () => ({ data: { key: 'dmFsdWU=' } })],
    [resources.services, 25, name => ({ spec: servicesSpec(name) })],
    [resources.listeners, 25, name => ({ spec: listenerSpec(name) })],
    [resources.pods, 10, () => ({ spec: podSpec })],
  ];
const podSpec = { containers: [{ name: 'main', image: 'pause:3.10' }] };
const servicesSpec = (app: string) => ({
  selector: { app },
  ports: [{ port: 80 }],
});
const listenerSpec = (name: string) => ({
  routingKey: name,
  host: name,
  port: 80,
});

/** What may stay when all objects are deleted, in 50 clusters together. */
const EMPTIED: Bounds = {
  heapMb: 25,
  externalMb: 8,
  descriptors: 50 * 64,
  // Each cluster keeps some connections alive.
  sockets: 50 * 64,
  // Timers of requests that ended lately among them.
  handles: 50,
  processes: 0,
};
/** What may stay when the sandbox has stopped. */
const STOPPED: Bounds = {
  heapMb: 25,
  externalMb: 8,
  descriptors: 5,
  sockets: 5,
  handles: 5,
  processes: 0,
};
/** What 50 clusters with 200 objects each may take. */
const FULL_HEAP_MB = 400;

describe('50 clusters with 200 objects each', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'federation-endurance-'));
  let sandbox: Sandbox | undefined;
  let atFirst: Usage;
  let empty: Usage;

  const start = async (count: number) =>
    startSandbox({
      stateDir,
      clusters: Array.from({ length: count }, (_, index) => `c${index + 1}`),
      flower: 'builtin',
      timeScale: 0.01,
    });
  const names = () => sandbox!.clusters.map(({ name }) => name);

  /** Makes the objects of a cluster and waits until a watch has seen them all. */
  async function fill(cluster: string) {
    const client = sandbox!.client(cluster);
    await client.create(resources.namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE },
    });
    for (const [type, count, content] of OBJECTS) {
      const watched = new Watched(client, type, NAMESPACE);
      const name = (index: number) => `${type.plural}-${index}`;
      await inParallel(count, 8, async index => {
        await client.create(type, {
          apiVersion: type.apiVersion,
          kind: type.kind,
          metadata: { name: name(index), namespace: NAMESPACE },
          ...content(name(index)),
        });
      });
      for (let index = 0; index < count; index++) {
        await watched.until(
          name(index),
          object =>
            type === resources.pods ? isTrue(object, 'Ready') : Boolean(object),
          60_000,
        );
      }
      watched.close();
    }
  }

  async function clear(cluster: string) {
    const client = sandbox!.client(cluster);
    const namespaces = new Watched(client, resources.namespaces);
    await namespaces.until(NAMESPACE, Boolean);
    await client.delete(resources.namespaces, undefined, NAMESPACE);
    await namespaces.until(NAMESPACE, object => !object, 90_000);
    namespaces.close();
  }

  after(async () => {
    await sandbox?.stop();
    rmSync(stateDir, { recursive: true, force: true });
  });

  it('start, and hold them', { timeout: 180_000 }, async t => {
    // Compiles the code and opens what stays open for ever, once.
    sandbox = await start(2);
    await inParallel(2, 2, index => fill(names()[index]));
    await sandbox.stop();
    atFirst = await settled();

    sandbox = await start(CLUSTERS);
    empty = await settled();
    await inParallel(CLUSTERS, 4, index => fill(names()[index]));
    await sandbox.run('compact');
    const full = measure();
    t.diagnostic(`empty: ${describeGrowth(atFirst, empty)}`);
    t.diagnostic(`full: ${describeGrowth(atFirst, full)}`);
    const megabytes = (full.heap - atFirst.heap) / 1024 / 1024;
    assert.ok(megabytes < FULL_HEAP_MB, `${megabytes} MB`);
  });

  it('set free what deleted objects took', { timeout: 180_000 }, async t => {
    await inParallel(CLUSTERS, 4, index => clear(names()[index]));
    await sandbox!.run('compact');
    t.diagnostic(describeGrowth(empty, await assertReturned(empty, EMPTIED)));
  });

  it('leave nothing when they stop', { timeout: 60_000 }, async t => {
    await sandbox!.stop();
    sandbox = undefined;
    t.diagnostic(
      describeGrowth(atFirst, await assertReturned(atFirst, STOPPED)),
    );
  });
});
