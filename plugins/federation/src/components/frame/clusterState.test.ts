import {
  ClusterStatus,
  FederationView,
} from '@backstage-federation/plugin-federation-common';
import { unheardCluster } from './clusterState';

const since = '2026-01-01T00:00:00Z';
const failed = (resource: string, at: string) => ({
  resource,
  since: at,
  reason: '500',
});
const of = (status: Partial<ClusterStatus>, resources = ['links']) =>
  unheardCluster(
    {
      clusters: [{ name: 'west', state: 'stale', since, ...status }],
    } as FederationView,
    'west',
    resources,
  );

describe('unheardCluster', () => {
  it('is a cluster that does not answer, whatever is asked for', () => {
    expect(of({})).toMatchObject({ name: 'west', since });
    expect(of({ state: 'unreachable' })).toMatchObject({ since });
    expect(of({ state: 'connected' })).toBeUndefined();
    expect(of({ state: 'forbidden' })).toBeUndefined();
  });

  it('is one that answers only for what it cannot tell, as of when it last could', () => {
    const failing = [
      failed('skupper.io/links', '2026-01-01T00:02:00Z'),
      failed('pods', '2026-01-01T00:01:00Z'),
      failed('skupper.io/uplinks', '2025-01-01T00:00:00Z'),
    ];
    expect(of({ failing })?.since).toBe('2026-01-01T00:02:00Z');
    expect(of({ failing }, ['links', 'pods'])?.since).toBe(
      '2026-01-01T00:01:00Z',
    );
    expect(of({ failing }, ['sites'])).toBeUndefined();
  });
});
