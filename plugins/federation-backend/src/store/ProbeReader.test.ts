import { mockServices } from '@backstage/backend-test-utils';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { ProbeTarget } from '@backstage-federation/plugin-federation-node';
import { ProbeReader } from './ProbeReader';

const INTERVAL = 10_000;
const SOON = 1_000;
const EAGER = 2_000;
const EAGER_FOR = 20_000;
const spec = parseFederationSpec({
  name: 'fl',
  hub: { cluster: 'east', namespace: 'retail' },
  members: [],
});

function setUp() {
  const abort = new AbortController();
  let target: ProbeTarget | undefined = { cluster: 'east' };
  const probe = {
    target: jest.fn(() => target),
    read: jest.fn<Promise<unknown>, any[]>(async () => ({ answer: 1 })),
    lost: (before: any) => ({ lost: before.answer }),
    settled: jest.fn((_: unknown, reading: any) => reading.answer === 1),
  };
  const clusters = { get: jest.fn(name => ({ cluster: name })) };
  const logger = mockServices.logger.mock();
  const onReading = jest.fn();
  const reader = new ProbeReader({
    probe,
    clusters: clusters as unknown as KubernetesClusters,
    logger,
    signal: abort.signal,
    intervalMs: INTERVAL,
    soonMs: SOON,
    eagerMs: EAGER,
    eagerForMs: EAGER_FOR,
    onReading,
  });
  return {
    abort,
    probe,
    logger,
    onReading,
    reader,
    update: (changed: boolean = false) => reader.update(spec, [], changed),
    aim: (next: ProbeTarget | undefined) => {
      target = next;
    },
  };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('ProbeReader', () => {
  it('asks at once in the target’s cluster, and again after the interval', async () => {
    const { probe, reader, onReading, update } = setUp();
    update();
    expect(reader.reading).toBeUndefined();
    await jest.advanceTimersByTimeAsync(0);
    expect(reader.reading).toEqual({ answer: 1 });
    expect(onReading).toHaveBeenCalledTimes(1);
    const [client, target, context] = probe.read.mock.calls[0];
    expect(client).toEqual({ cluster: 'east' });
    expect(target).toEqual({ cluster: 'east' });
    expect(context).toMatchObject({ spec, before: undefined });
    update();
    await jest.advanceTimersByTimeAsync(INTERVAL - 1);
    expect(probe.read).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(probe.read).toHaveBeenCalledTimes(2);
    expect(probe.read.mock.calls[1][2].before).toEqual({ answer: 1 });
  });

  it('asks soon after a change, and at once when the target moved', async () => {
    const { probe, update, aim } = setUp();
    update();
    await jest.advanceTimersByTimeAsync(0);
    update(true);
    await jest.advanceTimersByTimeAsync(SOON - 1);
    expect(probe.read).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(probe.read).toHaveBeenCalledTimes(2);
    aim({ cluster: 'west' });
    update();
    await jest.advanceTimersByTimeAsync(0);
    expect(probe.read.mock.calls[2][1]).toEqual({ cluster: 'west' });
  });

  it('asks more often while what a change leads to is not there yet, and not for ever', async () => {
    const { probe, update } = setUp();
    probe.read.mockResolvedValue({ answer: 0 });
    update();
    await jest.advanceTimersByTimeAsync(0);
    await jest.advanceTimersByTimeAsync(2 * EAGER);
    expect(probe.read).toHaveBeenCalledTimes(3);
    probe.read.mockResolvedValue({ answer: 1 });
    await jest.advanceTimersByTimeAsync(EAGER);
    expect(probe.read).toHaveBeenCalledTimes(4);
    await jest.advanceTimersByTimeAsync(INTERVAL - 1);
    expect(probe.read).toHaveBeenCalledTimes(4);
    // What goes without a change of anything is found in the usual time.
    probe.read.mockResolvedValue({ answer: 0 });
    await jest.advanceTimersByTimeAsync(EAGER_FOR);
    probe.read.mockClear();
    await jest.advanceTimersByTimeAsync(2 * INTERVAL);
    expect(probe.read).toHaveBeenCalledTimes(2);
    update(true);
    await jest.advanceTimersByTimeAsync(SOON + EAGER);
    expect(probe.read).toHaveBeenCalledTimes(4);
  });

  it('asks at once when it is told to, after an answer that is on its way', async () => {
    const { probe, reader, update } = setUp();
    await reader.readNow();
    expect(probe.read).not.toHaveBeenCalled();
    let answer = (_: unknown) => {};
    probe.read.mockImplementationOnce(
      () =>
        new Promise(resolve => {
          answer = resolve;
        }),
    );
    update();
    await jest.advanceTimersByTimeAsync(0);
    probe.read.mockResolvedValue({ answer: 1 });
    const now = reader.readNow();
    answer({ answer: 0 });
    await now;
    expect(reader.reading).toEqual({ answer: 1 });
    expect(probe.read).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(INTERVAL - 1);
    expect(probe.read).toHaveBeenCalledTimes(2);
  });

  it('asks again soon when something changed while it was asking', async () => {
    const { probe, update } = setUp();
    let answer = (_: unknown) => {};
    probe.read.mockImplementationOnce(
      () =>
        new Promise(resolve => {
          answer = resolve;
        }),
    );
    update();
    await jest.advanceTimersByTimeAsync(0);
    update(true);
    await jest.advanceTimersByTimeAsync(SOON);
    expect(probe.read).toHaveBeenCalledTimes(1);
    answer({ answer: 1 });
    await jest.advanceTimersByTimeAsync(SOON);
    expect(probe.read).toHaveBeenCalledTimes(2);
  });

  it('says nothing when the reading is the one before', async () => {
    const { probe, onReading, update } = setUp();
    probe.read.mockImplementation(
      async (_client, _target, { before }) => before ?? { answer: 1 },
    );
    update();
    await jest.advanceTimersByTimeAsync(2 * INTERVAL);
    expect(probe.read).toHaveBeenCalledTimes(3);
    expect(onReading).toHaveBeenCalledTimes(1);
  });

  it('lets the adapter say what is left when nobody can be asked any more', async () => {
    const { probe, reader, onReading, update, aim } = setUp();
    aim(undefined);
    update();
    expect(reader.reading).toBeUndefined();
    aim({ cluster: 'east' });
    update();
    await jest.advanceTimersByTimeAsync(0);
    aim(undefined);
    update();
    expect(reader.reading).toEqual({ lost: 1 });
    expect(onReading).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(2 * INTERVAL);
    expect(probe.read).toHaveBeenCalledTimes(1);
  });

  it('keeps the reading when a probe throws, says so, and asks again', async () => {
    const { probe, reader, logger, update } = setUp();
    update();
    await jest.advanceTimersByTimeAsync(0);
    probe.read.mockRejectedValueOnce(new Error('a mistake of the adapter'));
    await jest.advanceTimersByTimeAsync(INTERVAL);
    expect(reader.reading).toEqual({ answer: 1 });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/Federation fl: .*a mistake of the adapter/),
    );
    await jest.advanceTimersByTimeAsync(INTERVAL);
    expect(probe.read).toHaveBeenCalledTimes(3);
  });

  it('asks no more when it is aborted, and drops an answer that is late', async () => {
    const { abort, probe, onReading, update } = setUp();
    let answer = (_: unknown) => {};
    probe.read.mockImplementationOnce(
      () =>
        new Promise(resolve => {
          answer = resolve;
        }),
    );
    update();
    await jest.advanceTimersByTimeAsync(0);
    abort.abort();
    answer({ answer: 1 });
    await jest.advanceTimersByTimeAsync(2 * INTERVAL);
    expect(probe.read).toHaveBeenCalledTimes(1);
    expect(onReading).not.toHaveBeenCalled();
  });
});
