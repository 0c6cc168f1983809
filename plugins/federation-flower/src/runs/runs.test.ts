import { testSpec } from '../__testUtils__/federation';
import { FakeSuperLink } from '../__testUtils__/fakeSuperLink';
import { flowerFab, listRuns, readRun, startRun, stopRun } from './runs';
import { waitForRun } from './waitForRun';

const { signal } = new AbortController();
const fab = flowerFab(Buffer.from('PK app'), 'app');

describe.each([
  ['1.23.0', 'grpc'],
  ['1.41.0', 'http'],
] as const)('runs of Flower %s', (version, protocol) => {
  let superLink: FakeSuperLink;
  const place = () => ({ spec: testSpec(version), client: superLink.client() });

  beforeEach(async () => {
    superLink = await new FakeSuperLink(protocol).listen();
  });
  afterEach(() => superLink.close());

  it('start, are listed, and are stopped once', async () => {
    const runId = await startRun(place(), fab, { rounds: 2 }, { signal });
    expect(runId).toBe(superLink.runs[0].id);
    expect(superLink.runs[0].hash).toBe(fab.hash);
    expect(await listRuns(place(), { signal })).toMatchObject([
      { runId, fabHash: fab.hash, status: 'pending' },
    ]);
    expect(await stopRun(place(), runId, { signal })).toBe(true);
    expect(await readRun(place(), runId, { signal })).toMatchObject({
      status: 'finished',
      subStatus: 'stopped',
    });
    expect(await stopRun(place(), runId, { signal })).toBe(false);
    expect(superLink.calls.filter(call => call === 'StopRun')).toHaveLength(1);
  });

  it('that are not known are named', async () => {
    await expect(readRun(place(), '7', { signal })).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining('no run 7'),
    });
    await expect(stopRun(place(), '7', { signal })).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });

  it('that the SuperLink refuses are an error of the input', async () => {
    superLink.onStart = () => {
      throw new Error('Invalid run configuration.');
    };
    await expect(
      startRun(place(), fab, { nosuch: 1 }, { signal }),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('Invalid run configuration.'),
    });
  });

  it('are waited for, over a restart of the SuperLink’s pod', async () => {
    const runId = await startRun(place(), fab, {}, { signal });
    const [run] = superLink.runs;
    const seen: string[] = [];
    const lists = [
      () => Object.assign(run, { status: 'running' }),
      () => {
        superLink.ready = false;
      },
      () =>
        Object.assign(run, {
          status: 'finished',
          subStatus: 'failed',
          details: 'ServerApp failed\nTraceback',
        }),
    ];
    superLink.onList = () => lists.shift()?.();
    const end = await waitForRun(place(), runId, {
      signal,
      timeoutMs: 10_000,
      intervalMs: 1,
      onChange(text) {
        seen.push(text);
        // It comes back as soon as somebody has noticed.
        superLink.ready = true;
      },
    });
    expect(end).toMatchObject({
      subStatus: 'failed',
      details: 'ServerApp failed\nTraceback',
    });
    expect(seen.at(0)).toBe('running');
    expect(seen).toContain('The SuperLink has no ready pod');
    expect(seen.at(-1)).toBe('failed: ServerApp failed');
  });

  it('that are forgotten are not waited for', async () => {
    const runId = await startRun(place(), fab, {}, { signal });
    superLink.runs.length = 0;
    await expect(
      waitForRun(place(), runId, { signal, timeoutMs: 10_000 }),
    ).rejects.toThrow('those from before its last start are gone');
  });

  it('that take too long go on', async () => {
    const runId = await startRun(place(), fab, {}, { signal });
    await expect(
      waitForRun(place(), runId, { signal, timeoutMs: 50, intervalMs: 1 }),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(/has not ended.*the last: pending/),
    });
  });
});

it('refuses what is no FAB', () => {
  expect(() => flowerFab(Buffer.from('[project]'), 'app')).toThrow(
    /^app: this is no FAB/,
  );
  expect(() => flowerFab(Buffer.alloc(11 * 1024 * 1024), 'app')).toThrow(
    /^app: the FAB has 11534336 bytes; Flower takes at most 10485760/,
  );
});
