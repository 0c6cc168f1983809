import {
  okReading,
  T0,
  testClusters,
  testNode,
} from '../../../federation-flower/src/__testUtils__/federation';
import {
  spec,
  site,
  link,
  evidence,
  input,
  down,
} from '../__testUtils__/assembled';
import { assembleFederation } from './assembleFederation';
import { createClusterSnapshot } from './clusterSnapshot';

describe('assembleFederation', () => {
  it('says that all is well', () => {
    const view = assembleFederation(input());
    expect(view.sentence).toBe(
      'Healthy: 3 sites, 2 links, 2 SuperNodes connected.',
    );
    expect(view.phrase).toEqual({
      text: view.sentence,
      key: 'phrase.healthy',
      params: {
        sites: { text: '3 sites', key: 'phrase.sites', params: { count: 3 } },
        links: { text: '2 links', key: 'phrase.links', params: { count: 2 } },
        workload: {
          text: '2 SuperNodes connected',
          key: 'phrase.supernodes-connected',
          params: { count: 2 },
        },
      },
    });
    expect(view.state).toEqual({
      kind: 'ready',
      word: 'Ready',
      wordId: 'ready',
    });
    expect(view.counts).toEqual([
      { id: 'sites', label: 'Sites', ready: 3, total: 3 },
      { id: 'links', label: 'Links', ready: 2, total: 2 },
      { id: 'services', label: 'Services', ready: 0, total: 0 },
      { id: 'superNodes', label: 'SuperNodes', ready: 2, total: 2 },
    ]);
    expect(view.sites.map(({ name }) => name)).toEqual([
      'east',
      'north',
      'west',
    ]);
    expect(view.findings).toEqual([]);
  });

  describe('of what was deleted', () => {
    const NAMED = { name: 'superlink', namespace: 'retail' };
    const SECONDS_AGO = (s: number) =>
      new Date(Date.parse(T0) - s * 1000).toISOString();
    const findings = (metadata: object) => {
      const deployment = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {
          ...NAMED,
          labels: { 'backstage-federation.dev/federation': spec.name },
          deletionTimestamp: SECONDS_AGO(11),
          finalizers: ['a.dev/x', 'b.dev/y'],
          ...metadata,
        },
      };
      const [east] = testClusters(spec).filter(({ name }) => name === 'east');
      const clusters = [createClusterSnapshot(east.status, [deployment])];
      return assembleFederation(input({}, { clusters })).findings.filter(
        ({ cause }) => cause === 'deletion-held',
      );
    };

    it('names what finalizers keep, and them', () => {
      expect(findings({})).toEqual([
        expect.objectContaining({
          severity: 'warning',
          title:
            'Deployment superlink was deleted, and is still held by a.dev/x and b.dev/y.',
          evidence: [
            {
              kind: 'object',
              source: 'east/retail Deployment superlink',
              text: 'metadata.finalizers: a.dev/x, b.dev/y',
              at: SECONDS_AGO(11),
            },
          ],
        }),
      ]);
    });

    it.each([
      ['it has just been deleted', { deletionTimestamp: SECONDS_AGO(9) }],
      ['a pod ends in its time', { deletionTimestamp: SECONDS_AGO(-30) }],
      ['it is not deleted', { deletionTimestamp: undefined }],
      ['nothing keeps it', { finalizers: [] }],
      ['its finalizers are none', { finalizers: 'a.dev/x' }],
      ['it is not of the federation', { labels: {} }],
      ['it is elsewhere', { namespace: 'other' }],
    ])('says nothing when %s', (_, metadata) => {
      expect(findings(metadata)).toEqual([]);
    });
  });

  it.each([
    [
      'one link',
      { links: [link('north', down('TLS')), link('west')] },
      'degraded',
      '1 of 2 links is down: north cannot reach the hub.',
    ],
    [
      'all links',
      { links: [link('north', down('TLS')), link('west', down('TLS'))] },
      'down',
      '2 of 2 links are down: north and west cannot reach the hub.',
    ],
    [
      'the hub’s site',
      {
        sites: [
          site('east', down('No router pod is ready.')),
          site('north'),
          site('west'),
        ],
      },
      'down',
      'The hub is down: No router pod is ready.',
    ],
  ])('says that %s is down', (_what, parts, kind, sentence) => {
    const view = assembleFederation(input(parts));
    expect(view.sentence).toBe(sentence);
    expect(view.state).toMatchObject({ kind, since: T0 });
  });

  it('says which SuperNode is not connected', () => {
    const view = assembleFederation(
      input(
        {},
        {
          evidence: evidence(
            okReading(
              testNode('1', { status: 'offline', lastDeactivatedAt: T0 }),
              testNode('2'),
            ),
          ),
        },
      ),
    );
    expect(view.sentence).toBe(
      '1 of 2 SuperNodes is not connected: north/supernode-1.',
    );
    expect(view.state).toEqual({
      kind: 'degraded',
      word: 'Degraded',
      wordId: 'degraded',
      since: T0,
    });
  });

  it('counts what is starting against what is wanted', () => {
    const view = assembleFederation(
      input(
        {
          sites: [
            site('east'),
            site('north', { kind: 'progressing', word: 'Starting' }),
          ],
          links: [],
        },
        { evidence: evidence(okReading()) },
      ),
    );
    expect(view.state.kind).toBe('progressing');
    expect(view.sentence).toBe(
      'Starting: 1 of 3 sites ready, 0 of 2 links operational, 0 of 2 SuperNodes connected.',
    );
  });

  it('never looks healthy when a cluster is silent, and names it', () => {
    const clusters = testClusters(spec);
    clusters[1] = createClusterSnapshot(
      { name: 'north', state: 'unreachable', since: T0, reason: 'refused' },
      [],
    );
    const view = assembleFederation(input({}, { clusters }));
    expect(view.sentence).toBe(
      'Cluster north does not answer: the state of what runs there is unknown.',
    );
    expect(view.state).toEqual({
      kind: 'degraded',
      word: 'Degraded',
      wordId: 'degraded',
      since: T0,
    });
    expect(view.findings).toEqual([
      expect.objectContaining({
        cause: 'cluster-unreachable',
        subject: { kind: 'cluster', id: 'north', label: 'north' },
        params: { name: 'north', places: ['north'] },
        title: 'Cluster north is unreachable.',
        explanation:
          'Nothing is known of what runs there now (north). The federation itself may be working.',
        evidence: [
          { kind: 'api', source: 'cluster north', text: 'refused', at: T0 },
        ],
      }),
    ]);
  });

  it('names a cluster that the configuration does not have', () => {
    const view = assembleFederation(
      input({}, { clusters: testClusters(spec).slice(0, 2) }),
    );
    expect(view.findings.map(({ cause }) => cause)).toEqual([
      'cluster-not-configured',
    ]);
  });

  it('puts the worst finding first, and links before SuperNodes', () => {
    const finding = (
      cause: string,
      severity: 'error' | 'warning',
      kind: 'link' | 'site',
    ) => ({
      cause,
      severity,
      subject: { kind, id: 'x', label: 'x' },
      title: cause,
      explanation: '',
      evidence: [],
      remedy: { text: '' },
    });
    const view = assembleFederation(
      input(
        {
          links: [link('north', down('TLS')), link('west')],
          findings: [
            finding('small', 'warning', 'site'),
            finding('link-down', 'error', 'link'),
            finding('link-down', 'error', 'link'),
          ],
        },
        {
          evidence: evidence(
            okReading(testNode('1', { status: 'offline' }), testNode('2')),
          ),
        },
      ),
    );
    expect(view.findings.map(({ cause }) => cause)).toEqual([
      'link-down',
      'supernode-offline',
      'small',
    ]);
  });

  it('is the same for equal states, whatever the order and the time', () => {
    const one = assembleFederation(input());
    const other = assembleFederation(
      input(
        {},
        {
          clusters: [...testClusters(spec)].reverse(),
          now: new Date('2027-01-01T00:00:00Z'),
        },
      ),
    );
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });

  it('fills its name into the form of what mends a finding', () => {
    const template = { ref: 'template:default/mend', formData: { deep: true } };
    const { findings } = assembleFederation(
      input({
        findings: [
          {
            cause: 'link-lost',
            severity: 'error',
            subject: { kind: 'link', id: 'x', label: 'x' },
            title: 'Lost.',
            explanation: '',
            evidence: [],
            remedy: { text: 'Apply the federation again.', template },
          },
        ],
      }),
    );
    expect(findings[0].remedy.template).toEqual({
      ...template,
      formData: { federation: spec.name, deep: true },
    });
  });
});
