import { mockServices } from '@backstage/backend-test-utils';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  createClusterSnapshot,
  Interconnect,
  WantedLog,
} from '@backstage-federation/plugin-federation-node';
import { echoSpec, T0, twoClusters } from '../__testUtils__/twoClusters';
import { echo, WIRE, wire } from '../__testUtils__/thirdParty';
import { LiveFederation } from './LiveFederation';

const log: WantedLog = {
  cluster: 'west',
  namespace: 'retail',
  pod: 'wire-0',
  container: 'wire',
};
const abort = new AbortController();
afterAll(() => abort.abort());
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function setUp() {
  const { clusters } = twoClusters();
  const west = clusters.get('west');
  jest.spyOn(west, 'logs').mockImplementation(async () => 'a line');
  const read = jest.fn(async () => ({ answer: 1 }));
  const told = new Set<(federation: string) => Promise<void>>();
  const probed: Interconnect = {
    ...wire,
    wantedLogs: jest.fn(() => [log]),
    probe: {
      target: () => ({ cluster: 'west' }),
      read,
      lost: before => before,
      subscribe: listener => {
        told.add(listener);
        return () => told.delete(listener);
      },
    },
  };
  const onEvidence = jest.fn();
  const live = new LiveFederation({
    spec: echoSpec(),
    adapters: { interconnect: probed, workload: echo },
    clusters,
    logger: mockServices.logger.mock(),
    signal: abort.signal,
    probeIntervalMs: 10_000,
    logIntervalMs: 1_000,
    onEvidence,
  });
  const tell = (federation: string) =>
    Promise.all([...told].map(listener => listener(federation)));
  return { live, west, read, onEvidence, probed, tell };
}

const object = (kind: string, resourceVersion: string): KubeObject => ({
  apiVersion: WIRE.apiVersion,
  kind,
  metadata: { name: kind, namespace: 'retail', resourceVersion },
});
const west = (...objects: KubeObject[]) => [
  createClusterSnapshot(
    { name: 'west', state: 'connected', since: T0 },
    objects,
  ),
];

describe('LiveFederation', () => {
  it('knows its clusters and places', () => {
    const { live } = setUp();
    expect(live.clusters).toEqual(['east', 'west']);
    expect(live.covers('west')).toBe(true);
    expect(live.covers('north')).toBe(false);
    expect(live.covers('west', new Set(['other']))).toBe(false);
    expect(live.covers('west', new Set(['retail']))).toBe(true);
    // An object without a namespace may concern every place of its cluster.
    expect(live.covers('west', new Set([undefined]))).toBe(true);
  });

  it('gives each adapter the logs and the reading that it asked for', async () => {
    const { live, onEvidence, probed } = setUp();
    expect(live.evidence(west())).toEqual({
      interconnect: { logs: [], reading: undefined },
      workload: { logs: [], reading: undefined },
    });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(onEvidence).toHaveBeenCalledWith('retail');
    expect(live.evidence(west())).toEqual({
      interconnect: {
        logs: [
          {
            cluster: 'west',
            namespace: 'retail',
            pod: 'wire-0',
            text: 'a line',
          },
        ],
        reading: { answer: 1 },
      },
      workload: { logs: [], reading: undefined },
    });
    expect(probed.wantedLogs).toHaveBeenCalledWith(
      live.spec,
      expect.any(Array),
    );
  });

  it('asks anew soon after a change of what an adapter says wakes it, and of nothing else', async () => {
    const { live, read } = setUp();
    live.evidence(west(object('Wire', '1'), object('Echo', '1')));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledTimes(1);
    live.evidence(west(object('Wire', '1'), object('Echo', '2')));
    await jest.advanceTimersByTimeAsync(2_000);
    expect(read).toHaveBeenCalledTimes(1);
    live.evidence(west(object('Wire', '2'), object('Echo', '2')));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('reads at once what an action has just seen of it, and of no other federation', async () => {
    const { live, read, onEvidence, tell } = setUp();
    live.evidence(west(object('Wire', '1')));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledTimes(1);
    onEvidence.mockClear();
    await tell('other');
    expect(read).toHaveBeenCalledTimes(1);
    await tell('retail');
    expect(read).toHaveBeenCalledTimes(2);
    expect(onEvidence).toHaveBeenCalledWith('retail');
  });

  it('reads nothing more when it is stopped', async () => {
    const { live, west: cluster, read, tell } = setUp();
    live.evidence(west(object('Wire', '1')));
    live.stop();
    await tell('retail');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(read).not.toHaveBeenCalled();
    expect(cluster.logs).not.toHaveBeenCalled();
  });
});
