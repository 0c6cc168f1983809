import { ServiceUnavailableError } from '@backstage/errors';
import {
  createFixture,
  retail,
} from '../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';
import { FlowerRun } from '../control';
import * as runsModule from '../runs';

jest.mock('../runs', () => ({
  ...jest.requireActual('../runs'),
  listRuns: jest.fn(),
  readRun: jest.fn(),
  startRun: jest.fn(),
  stopRun: jest.fn(),
  waitForRun: jest.fn(),
}));
const superLink = jest.mocked(runsModule);

const HASH = '8d9f6ba40ed1def4ccc9045d4927eacc2eecf4e60e9906a31c29d797e2a1d391';
const runOf = (runId: string, change: Partial<FlowerRun> = {}): FlowerRun => ({
  runId,
  fabId: 'example/tiny',
  fabVersion: '1.0.0',
  fabHash: HASH,
  status: 'running',
  ...change,
});
const input = { federation: 'retail-fl', app: 'app.fab', config: { nodes: 2 } };

/** Checkpoints that last as long as the task does. */
function checkpoints() {
  const values = new Map<string, unknown>();
  return {
    values,
    async checkpoint({ key, fn }: any) {
      if (!values.has(key)) values.set(key, await fn());
      return values.get(key) as any;
    },
  };
}

describe('flower runs', () => {
  let runs: FlowerRun[];
  let fixture: ReturnType<typeof createFixture>;
  /** The status in which a run ends that is waited for. */
  let end: Partial<FlowerRun>;

  beforeEach(() => {
    fixture = createFixture();
    fixture.store(retail());
    runs = [runOf('1', { status: 'finished', subStatus: 'completed' })];
    end = { status: 'finished', subStatus: 'completed' };
    superLink.listRuns.mockImplementation(async () => runs);
    superLink.startRun.mockReset().mockImplementation(async () => {
      const made = runOf(String(runs.length + 1));
      runs.push(made);
      return made.runId;
    });
    superLink.readRun.mockImplementation(
      async (_, runId) => runs.find(run => run.runId === runId)!,
    );
    superLink.waitForRun.mockImplementation(async (_, runId, options) => {
      options.onChange?.('running');
      return Object.assign(runs.find(run => run.runId === runId)!, end);
    });
    superLink.stopRun.mockImplementation(async (_, runId) => {
      const run = runs.find(found => found.runId === runId)!;
      if (run.status === 'finished') return false;
      Object.assign(run, { status: 'finished', subStatus: 'stopped' });
      return true;
    });
  });

  it('starts a run and waits for its end', async () => {
    const { output, lines } = await fixture.run('flower:run:start', input);
    expect(output).toEqual({
      runId: '2',
      status: 'completed',
      changed: 1,
      summary: 'Run 2 completed: 1 run started.',
    });
    expect(lines).toEqual([
      'run 2 started',
      'run 2: running',
      'Run 2 completed: 1 run started.',
    ]);
    expect(superLink.startRun).toHaveBeenCalledWith(
      expect.objectContaining({ client: fixture.clusters.get('east') }),
      expect.objectContaining({ hash: HASH }),
      { nodes: 2 },
      expect.anything(),
    );
  });

  it('goes on at once when told not to wait', async () => {
    const { output } = await fixture.run('flower:run:start', {
      ...input,
      wait: false,
    });
    expect(output).toMatchObject({ runId: '2', status: 'started', changed: 1 });
    expect(runs[1].status).toBe('running');
  });

  it.each([
    ['failed', { details: 'ServerApp failed' }, /^Run 2 failed: ServerApp f/],
    ['stopped', {}, /^Run 2 was stopped$/],
  ] as const)('fails when the run %s', async (subStatus, more, message) => {
    end = { status: 'finished', subStatus, ...more };
    await expect(fixture.run('flower:run:start', input)).rejects.toThrow(
      message,
    );
  });

  it('starts no second run when the task is run again', async () => {
    const { checkpoint } = checkpoints();
    superLink.waitForRun.mockRejectedValueOnce(new Error('backend ended'));
    await expect(
      fixture.run('flower:run:start', input, { checkpoint }),
    ).rejects.toThrow('backend ended');
    const { output } = await fixture.run('flower:run:start', input, {
      checkpoint,
    });
    expect(output).toMatchObject({
      runId: '2',
      changed: 0,
      summary: 'Run 2 completed: nothing changed.',
    });
    expect(superLink.startRun).toHaveBeenCalledTimes(1);
  });

  it('finds the run of a task that ended before it could remember it', async () => {
    const { checkpoint, values } = checkpoints();
    await fixture.run('flower:run:start', input, { checkpoint });
    values.delete([...values.keys()].find(key => key.endsWith('.id'))!);
    const { output } = await fixture.run('flower:run:start', input, {
      checkpoint,
    });
    expect(output).toMatchObject({ runId: '2', changed: 0 });
    expect(superLink.startRun).toHaveBeenCalledTimes(1);
  });

  it('finds the run whose start was answered, but not heard', async () => {
    superLink.startRun.mockImplementationOnce(async () => {
      runs.push(runOf('2'));
      throw new ServiceUnavailableError('the connection ended early');
    });
    const { output } = await fixture.run('flower:run:start', input);
    expect(output).toMatchObject({ runId: '2', changed: 1 });
  });

  it('takes no run of the same app that was there before', async () => {
    superLink.startRun.mockRejectedValueOnce(
      new ServiceUnavailableError('no ready pod'),
    );
    await expect(fixture.run('flower:run:start', input)).rejects.toThrow(
      'no ready pod',
    );
    expect(runs).toHaveLength(1);
  });

  it('starts two runs for two configurations in one step', async () => {
    const { checkpoint } = checkpoints();
    await fixture.run('flower:run:start', input, { checkpoint });
    await fixture.run(
      'flower:run:start',
      { ...input, config: { nodes: 1 } },
      { checkpoint },
    );
    expect(superLink.startRun).toHaveBeenCalledTimes(2);
  });

  it('starts nothing in a dry-run', async () => {
    const { output, lines } = await fixture.run('flower:run:start', input, {
      isDryRun: true,
    });
    expect(output).toMatchObject({ runId: '', changed: 1 });
    expect(lines[0]).toBe('The SuperLink answers; it knows 1 runs');
    expect(superLink.startRun).not.toHaveBeenCalled();
  });

  it('reads no file outside the workspace', async () => {
    await expect(
      fixture.run('flower:run:start', { ...input, app: '../../module.ts' }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
  });

  it('stops a run once', async () => {
    runs.push(runOf('2'));
    const stop = { federation: 'retail-fl', runId: '2' };
    const dry = await fixture.run('flower:run:stop', stop, { isDryRun: true });
    expect(dry.output).toMatchObject({ changed: 1, status: 'running' });
    expect((await fixture.run('flower:run:stop', stop)).output).toEqual({
      runId: '2',
      status: 'stopped',
      changed: 1,
      summary: 'Run 2 stopped: 1 run stopped.',
    });
    expect((await fixture.run('flower:run:stop', stop)).output).toMatchObject({
      changed: 0,
      summary: 'Run 2 stopped: nothing changed.',
    });
  });
});
