import { KubeObject, resources } from '../client';
import { SandboxNetwork } from '../network';
import { InProcessCluster } from '../__testUtils__/inProcessCluster';
import { LogStore } from './logStore';
import { createNodeApi } from './nodeApi';

const key = { cluster: 'east', namespace: 'fl', pod: 'app', container: 'main' };

async function setup(status: object = {}) {
  const client = new InProcessCluster('east', { namespaces: ['fl'] });
  await client.load(resources.pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'app', namespace: 'fl' },
    spec: { containers: [{ name: 'main', image: 'x' }] },
    status,
  } as KubeObject);
  const logs = new LogStore(100);
  const network = new SandboxNetwork();
  const api = createNodeApi({ logs, network, client: () => client });
  const read = async (options: Parameters<typeof api.logs>[3]) => {
    const lines: string[] = [];
    for await (const line of api.logs('east', 'fl', 'app', options)) {
      lines.push(line);
    }
    return lines;
  };
  return { logs, network, api, read };
}

describe('logs of pods', () => {
  it('keeps the newest lines, and those of the run before', async () => {
    const { logs, read } = await setup();
    const first = logs.begin(key);
    for (let n = 0; n < 105; n += 1) {
      first.append(`line ${n}`);
    }
    const all = await read({});
    expect(all.length).toBeLessThanOrEqual(100);
    expect(await read({ tailLines: 2 })).toEqual(['line 103\n', 'line 104\n']);
    expect(await read({ tailLines: 2, limitBytes: 11 })).toEqual([
      'line 103\n',
      'li',
    ]);
    logs.begin(key).append('new');
    expect(await read({})).toEqual(['new\n']);
    expect((await read({ previous: true })).slice(-1)).toEqual(['line 104\n']);
    expect((await read({ timestamps: true }))[0]).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z new\n$/,
    );
  });

  it('follows until the container ends', async () => {
    const { logs, read } = await setup();
    const log = logs.begin(key);
    log.append('one');
    const following = read({ follow: true });
    log.append('two');
    await Promise.resolve();
    log.append('three');
    log.close();
    expect(await following).toEqual(['one\n', 'two\n', 'three\n']);
  });

  it('ends following when the signal aborts', async () => {
    const { logs, read } = await setup();
    logs.begin(key).append('one');
    const abort = new AbortController();
    const following = read({ follow: true, signal: abort.signal });
    abort.abort();
    expect(await following).toEqual(['one\n']);
  });

  it('says why there is no log', async () => {
    const { read } = await setup();
    await expect(read({})).rejects.toThrow(
      'container "main" in pod "app" is waiting to start: ContainerCreating',
    );
    await expect(read({ container: 'x' })).rejects.toThrow(
      'container x is not valid for pod app',
    );
  });

  it('refuses a connection to a pod that does not run or listen', async () => {
    const pending = await setup({ phase: 'Pending' });
    await expect(pending.api.connect('east', 'fl', 'app', 80)).rejects.toThrow(
      'pod is not running. Current status=Pending',
    );
    const running = await setup({ phase: 'Running', podIP: '10.244.0.9' });
    await expect(
      running.api.connect('east', 'fl', 'app', 80),
    ).rejects.toThrow();
  });
});
