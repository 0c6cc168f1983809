import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  readControl,
  removeStateFiles,
  stateFiles,
  writeStateFiles,
} from './stateFiles';

describe('state files', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'federation-state-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('tell others how to reach the clusters, and only their owner', async () => {
    const paths = stateFiles(folder);
    await writeStateFiles(
      folder,
      [{ name: 'east', url: 'https://127.0.0.1:1', caPem: 'PEM', token: 't' }],
      { url: 'http://127.0.0.1:2', token: 'c', pid: 3 },
    );
    for (const path of Object.values(paths)) {
      // eslint-disable-next-line no-bitwise
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    }
    expect(parse(await readFile(paths.appConfig, 'utf8'))).toEqual({
      kubernetes: {
        serviceLocatorMethod: { type: 'multiTenant' },
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              {
                name: 'east',
                url: 'https://127.0.0.1:1',
                authProvider: 'serviceAccount',
                serviceAccountToken: 't',
                caData: Buffer.from('PEM').toString('base64'),
              },
            ],
          },
        ],
      },
    });
    expect(parse(await readFile(paths.kubeconfig, 'utf8'))).toMatchObject({
      'current-context': 'east',
      users: [{ user: { token: 't' } }],
    });
    expect(await readControl(folder)).toEqual({
      url: 'http://127.0.0.1:2',
      token: 'c',
      pid: 3,
    });
    await removeStateFiles(folder);
    expect(await readControl(folder)).toBeUndefined();
  });
});
