import {
  PrometheusExporter,
  PrometheusSerializer,
} from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { FederationMetrics } from './FederationMetrics';
import { FederationStore } from './store/FederationStore';

/** What Prometheus would read, without comments and without what the SDK adds. */
async function scrape(reader: PrometheusExporter): Promise<string[]> {
  const { resourceMetrics } = await reader.collect();
  return new PrometheusSerializer('', false, undefined, true, true)
    .serialize(resourceMetrics)
    .split('\n')
    .filter(line => line.startsWith('federation_'));
}

function start(store: Partial<FederationStore> = {}) {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [reader] });
  const counted = new FederationMetrics(provider.getMeter('test'));
  const end = new AbortController();
  counted.observe(
    {
      clusterStatus: () => [],
      failingWatches: () => [],
      list: () => [],
      get: () => undefined,
      ...store,
    },
    end.signal,
  );
  return { reader, counted, end };
}

describe('FederationMetrics', () => {
  it('tells each state, also with none in it', async () => {
    const { reader } = start();
    const lines = await scrape(reader);
    expect(lines).toContain('federation_clusters{state="unreachable"} 0');
    expect(lines).toContain('federation_federations{state="down"} 0');
    expect(lines).toContain('federation_findings{severity="error"} 0');
    expect(lines).toContain('federation_watches_failing{reason="forbidden"} 0');
  });

  it('counts what there is when it is asked, and names nothing of it', async () => {
    const store = {
      clusterStatus: () => [
        { name: 'east', state: 'connected' },
        { name: 'west', state: 'unreachable' },
        { name: 'north', state: 'unreachable' },
      ],
      failingWatches: () => ['forbidden', 'other', 'other'],
      list: () => [
        { spec: { name: 'retail' }, summary: { state: { kind: 'down' } } },
      ],
      get: () => ({
        current: {
          view: { findings: [{ severity: 'error' }, { severity: 'info' }] },
        },
      }),
    } as unknown as FederationStore;
    const { reader } = start(store);
    const lines = await scrape(reader);
    expect(lines).toContain('federation_clusters{state="unreachable"} 2');
    expect(lines).toContain('federation_clusters{state="connected"} 1');
    expect(lines).toContain('federation_federations{state="down"} 1');
    expect(lines).toContain('federation_findings{severity="error"} 1');
    expect(lines).toContain('federation_watches_failing{reason="other"} 2');
    expect(lines.join()).not.toMatch(/east|west|north|retail/);
  });

  it('counts streams that are open, and how long views take', async () => {
    const { reader, counted } = start();
    const close = counted.streamOpened();
    counted.streamOpened();
    close();
    counted.assembled(0.02);
    const lines = await scrape(reader);
    expect(lines).toContain('federation_streams 1');
    expect(lines).toContain('federation_assembly_duration_count 1');
    expect(lines).toContain('federation_assembly_duration_bucket{le="0.05"} 1');
    expect(lines).toContain('federation_assembly_duration_bucket{le="0.01"} 0');
  });

  it('tells no more of a store that has ended', async () => {
    const { reader, end } = start();
    end.abort();
    expect(await scrape(reader)).toEqual([]);
  });
});
