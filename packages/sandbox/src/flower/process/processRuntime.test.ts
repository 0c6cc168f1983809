import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPodFiles } from '../podFiles';
import { createTestPods } from '../__testUtils__/testPods';
import { listFlower } from '../venv';
import { createProcessRuntime } from './processRuntime';

const installed = listFlower().map(({ version }) => version);

/** The oldest and the newest: in between, args.test.ts tells the versions apart. */
const versions = [...new Set([installed.at(-1), installed[0]])].filter(Boolean);

const flags = {
  superlink: (version: string) =>
    Number(version.split('.')[1]) >= 37
      ? ['--insecure', '--host', '0.0.0.0']
      : ['--insecure'],
  supernode: (version: string) =>
    Number(version.split('.')[1]) >= 35
      ? ['--host', '0.0.0.0', '--port', '9094']
      : ['--clientappio-api-address', '0.0.0.0:9094'],
};

const fleetPort = (version: string) =>
  Number(version.split('.')[1]) >= 40 ? 8000 : 9092;

describe('real Flower processes', () => {
  let folder: string;
  const pods = createTestPods();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'federation-flower-'));
  });

  afterAll(async () => {
    await pods.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are used for installed versions only', () => {
    const runtime = createProcessRuntime({ files: createPodFiles(folder) });
    const handles = (image: string) => runtime.handles({ name: 'x', image });
    expect(handles('flwr/superlink:1.0.99')).toBe(false);
    expect(handles('nginx:1')).toBe(false);
    expect(handles('flwr/supernode:latest')).toBe(installed.length > 0);
  });

  it('connect by the name of a Service, as soon as there is one', async () => {
    const runtime = createProcessRuntime({ files: createPodFiles(folder) });
    for (const version of versions as string[]) {
      const fleet = `fleet-api:${fleetPort(version)}`;
      const supernode = pods.start(runtime, `flwr/supernode:${version}`, [
        '--insecure',
        '--superlink',
        fleet,
        ...flags.supernode(version),
      ]);
      await supernode.line(/Connection attempt failed, retrying/);
      const superlink = pods.start(
        runtime,
        `flwr/superlink:${version}`,
        flags.superlink(version),
      );
      await superlink.ready;
      pods.network.setServiceAddress('east', 'fl', 'fleet-api', superlink.ip);
      await superlink.line(/\[Fleet\.ActivateNode\] Activated node_id=\d+/);
      expect(
        await superlink.line(/Fleet (API \(gRPC-rere\)|HTTP API) on/),
      ).toContain(`0.0.0.0:${fleetPort(version)}`);
      expect(supernode.lines.join('\n')).toContain(`channel to ${fleet}`);
      expect(supernode.lines.join('\n')).not.toMatch(/proxy/i);
      await supernode.container.stop(20_000);
      // 143 if the signal comes before Flower has set its handler.
      expect([0, 143]).toContain((await supernode.container.exited).exitCode);
      await superlink.container.stop(0);
      expect(await superlink.container.exited).toMatchObject({
        exitCode: 137,
        signal: 'SIGKILL',
      });
      pods.network.setServiceAddress('east', 'fl', 'fleet-api', undefined);
    }
  }, 120_000);
});
