import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resources } from '../client';
import { InProcessCluster } from '../__testUtils__/inProcessCluster';
import type { ContainerContext } from '../runtime/types';
import { createPodFiles } from './podFiles';

describe('createPodFiles', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'federation-files-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps what is in the volume of a claim over its pods, and nothing else', async () => {
    const client = new InProcessCluster('east', { namespaces: ['fl'] });
    const files = createPodFiles(folder);
    const bind = (volumeName: string) =>
      client.load(resources.persistentVolumeClaims, {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'state', namespace: 'fl' },
        spec: { volumeName },
      });
    const podOf = async (uid: string) => {
      const { path } = await files.prepare({
        cluster: 'east',
        client,
        pod: {
          metadata: { name: uid, namespace: 'fl', uid },
          spec: {
            volumes: [
              { name: 'a', persistentVolumeClaim: { claimName: 'state' } },
              { name: 'b', emptyDir: {} },
            ],
          },
        },
        container: {
          name: 'main',
          volumeMounts: [
            { name: 'a', mountPath: '/app/state' },
            { name: 'b', mountPath: '/app/cache' },
          ],
        },
      } as unknown as ContainerContext);
      return ['/app/state/state.db', '/app/cache/x'].map(path);
    };
    await bind('pvc-1');
    for (const file of await podOf('first')) await writeFile(file, 'kept');
    await files.remove('first');
    expect((await podOf('second')).map(existsSync)).toEqual([true, false]);
    await bind('pvc-2');
    expect((await podOf('third')).map(existsSync)).toEqual([false, false]);
    client.stop();
  });
});
