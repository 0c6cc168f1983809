import {
  ClusterStatus,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { clusterFindings } from './clusterFindings';
import { verdictOf } from './verdict';

const since = '2026-01-01T00:00:00.000Z';
const spec = parseFederationSpec({
  name: 'retail',
  interconnect: { kind: 'wire' },
  workload: { kind: 'echo' },
  hub: { cluster: 'east', namespace: 'retail', site: 'hub' },
  members: [{ cluster: 'west', namespace: 'retail' }],
});
const east: ClusterStatus = { name: 'east', state: 'connected', since };
const west: ClusterStatus = {
  name: 'west',
  state: 'stale',
  since,
  reason: 'cluster west: watch links.skupper.io: HTTP 500',
  failing: [
    {
      resource: 'skupper.io/links',
      since,
      reason: 'cluster west: watch links.skupper.io: HTTP 500',
    },
  ],
};

describe('a resource that cannot be read while its cluster answers', () => {
  it('is named, with the time of which what is shown of it is', () => {
    expect(clusterFindings(spec, [east, west])).toEqual([
      expect.objectContaining({
        cause: 'cluster-resources-failing',
        severity: 'warning',
        title: 'Cluster west answers, but skupper.io/links cannot be read.',
        evidence: [
          expect.objectContaining({
            source: 'cluster west',
            text: west.reason,
            at: since,
          }),
        ],
      }),
    ]);
  });

  it('hides nothing that is forbidden beside it', () => {
    const both = { ...west, forbidden: ['v1/pods'] };
    expect(
      clusterFindings(spec, [east, both]).map(({ cause }) => cause),
    ).toEqual(['cluster-resources-failing', 'cluster-forbidden']);
  });

  it('leaves no federation healthy, and calls no cluster silent', () => {
    const clusters = [east, west];
    const { state, phrase } = verdictOf(spec, {
      clusters,
      sites: [],
      links: [],
      services: [],
      rows: [],
      findings: clusterFindings(spec, clusters),
      claims: [],
      summary: { starting: {}, healthy: {} },
    });
    expect(state.kind).toBe('degraded');
    expect(phrase.text).toBe(
      'Degraded: Cluster west answers, but skupper.io/links cannot be read.',
    );
  });
});
