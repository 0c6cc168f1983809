import {
  Observed,
  specConfigMap,
} from '@backstage-federation/federation-plans';
import {
  grant,
  guideSpec,
  hubSite,
} from '../../../federation-skupper/src/testUtils';
import {
  KubernetesClusters,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import {
  connectInProcess,
  TestApi,
} from '../../../../packages/kubernetes-clusters/src/__testUtils__';
import { flower } from '@backstage-federation/plugin-federation-flower';
import { skupper } from '@backstage-federation/plugin-federation-skupper';
import { observeFederation } from './observeFederation';
import { validateTargets } from './validateTargets';

const { signal } = new AbortController();
const spec = guideSpec();
const adapters = { interconnect: skupper, workload: flower };

interface Given {
  objects?: KubeObject[];
  openshift?: boolean;
  down?: boolean;
  /** A verb and a resource's plural. */
  forbidden?: [string, string];
}

/** Clusters of this process. */
function clustersOf(given: Record<string, Given>): KubernetesClusters {
  const apis = Object.entries(given).map(([name, cluster]) => {
    const { objects, openshift, down = false, forbidden } = cluster;
    const api = new TestApi(name, { objects, openshift });
    api.down = down;
    if (forbidden) api.forbid(...forbidden);
    return api;
  });
  return connectInProcess(apis);
}

describe('observeFederation', () => {
  it('reads each cluster, and keeps no secrets', async () => {
    const observed = await observeFederation(
      spec,
      clustersOf({
        east: { objects: [hubSite(), grant()] },
        west: { openshift: true },
      }),
      { signal, ...adapters },
    );
    expect(observed.clusters.east.objects.map(o => o.kind).sort()).toEqual([
      'AccessGrant',
      'Site',
    ]);
    expect(observed.clusters.east.openshift).toBe(false);
    expect(observed.clusters.west.openshift).toBe(true);
    expect(observed.clusters.east.served).toContain('sites.skupper.io');
    expect(JSON.stringify(observed)).not.toContain('code-of-the-grant');
  });

  it('reads what it may, and says what it may not', async () => {
    const observed = await observeFederation(
      spec,
      clustersOf({
        east: { objects: [hubSite()], forbidden: ['list', 'secrets'] },
        west: { down: true },
      }),
      { signal, ...adapters },
    );
    expect(observed.clusters.east.objects).toHaveLength(1);
    expect(observed.clusters.east.unread).toEqual([
      {
        resource: 'secrets',
        namespace: 'flower-openshift-demo',
        message: expect.stringContaining(
          'cluster east: list secrets: secrets is forbidden',
        ),
      },
    ]);
    expect(observed.clusters.west).toEqual({
      objects: [],
      error: expect.stringContaining(
        'cluster west is unreachable: connection refused',
      ),
    });
  });

  it('also reads where members were that the spec no longer has', async () => {
    const stored = guideSpec({
      members: [{ name: 'old', cluster: 'north', namespace: 'old' }],
    });
    const observed = await observeFederation(
      spec,
      clustersOf({
        east: { objects: [specConfigMap(stored)] },
        west: {},
        north: {},
      }),
      { signal, ...adapters },
    );
    expect(Object.keys(observed.clusters).sort()).toEqual([
      'east',
      'north',
      'west',
    ]);
  });
});

describe('validateTargets', () => {
  const empty: Observed = { clusters: {} };

  it('names the field of an unknown cluster, and what is configured', async () => {
    await expect(
      validateTargets(
        spec,
        empty,
        clustersOf({ east: {}, north: {} }),
        adapters,
      ),
    ).rejects.toThrow(
      'members[0].cluster: there is no cluster "west"; configured are "east", "north"',
    );
  });

  it('refuses a name that another federation has', async () => {
    const other = specConfigMap(
      guideSpec({ hub: { cluster: 'west', namespace: 'elsewhere' } }),
    );
    await expect(
      validateTargets(
        spec,
        empty,
        clustersOf({ east: {}, west: { objects: [other] } }),
        adapters,
      ),
    ).rejects.toThrow(/^name: there is a federation "guide" already/);
  });

  it('names missing permissions before anything is created', async () => {
    await expect(
      validateTargets(
        spec,
        empty,
        clustersOf({
          east: { forbidden: ['create', 'sites'] },
          west: {},
        }),
        adapters,
      ),
    ).rejects.toThrow(
      /nothing was changed:\ncluster "east": create sites\.skupper\.io/,
    );
  });

  it('lets a good one pass, also a second time', async () => {
    const clusters = clustersOf({
      east: { objects: [specConfigMap(spec)] },
      west: {},
    });
    await expect(
      validateTargets(spec, empty, clusters, adapters),
    ).resolves.toBeUndefined();
  });
});
