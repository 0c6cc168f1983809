import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import {
  grant,
  guideSpec,
  hubSite,
} from '../../../federation-skupper/src/testUtils';
import {
  ClusterClient,
  KubernetesClusters,
  KubeObject,
  ListOptions,
  ObjectKey,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { flower } from '@backstage-federation/plugin-federation-flower';
import { skupper } from '@backstage-federation/plugin-federation-skupper';
import { Observed } from '../contract/observed';
import { observeFederation } from './observeFederation';
import { specConfigMap } from './specConfigMap';
import { validateTargets } from './validateTargets';

const { signal } = new AbortController();
const spec = guideSpec();
const adapters = { interconnect: skupper, workload: flower };

interface FakeCluster {
  objects?: KubeObject[];
  openshift?: boolean;
  down?: boolean;
  forbidden?: string[];
  lacks?: string[];
}

function fakeClient(name: string, fake: FakeCluster): ClusterClient {
  const { objects = [], forbidden = [] } = fake;
  const check = (type: ResourceType) => {
    if (fake.down) {
      throw new ServiceUnavailableError(`Cluster "${name}" does not answer`);
    }
    if (forbidden.includes(type.plural)) {
      throw new NotAllowedError(
        `Cluster "${name}": may not read ${type.plural}`,
      );
    }
  };
  return {
    cluster: name,
    async serves(type: ResourceType) {
      if (fake.down) check(type);
      return fake.openshift || !/openshift|operators/.test(type.apiVersion);
    },
    async get(key: ObjectKey) {
      check(key.type);
      return objects.find(
        o =>
          o.kind === key.type.kind &&
          o.metadata.name === key.name &&
          o.metadata.namespace === key.namespace,
      );
    },
    async list(type: ResourceType, options: ListOptions = {}) {
      check(type);
      return objects.filter(
        o =>
          o.kind === type.kind &&
          (!options.namespace || o.metadata.namespace === options.namespace) &&
          (options.labelSelector ?? '')
            .split(',')
            .filter(Boolean)
            .every(
              s => o.metadata.labels?.[s.split('=')[0]] === s.split('=')[1],
            ),
      );
    },
    missingPermissions: async () => fake.lacks ?? [],
  } as unknown as ClusterClient;
}

function fakeClusters(
  clusters: Record<string, FakeCluster>,
): KubernetesClusters {
  return {
    list: () =>
      Object.keys(clusters).map(name => ({
        name,
        state: 'connected' as const,
        since: '2026-01-01T00:00:00Z',
      })),
    get: name => fakeClient(name, clusters[name]),
    identity: async name => `uid-of-${name}`,
    onStatus: () => () => {},
  };
}

describe('observeFederation', () => {
  it('reads each cluster, and keeps no secrets', async () => {
    const observed = await observeFederation(
      spec,
      fakeClusters({
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
      fakeClusters({
        east: { objects: [hubSite()], forbidden: ['secrets'] },
        west: { down: true },
      }),
      { signal, ...adapters },
    );
    expect(observed.clusters.east.objects).toHaveLength(1);
    expect(observed.clusters.east.unread).toEqual([
      {
        resource: 'secrets',
        namespace: 'flower-openshift-demo',
        message: 'Cluster "east": may not read secrets',
      },
    ]);
    expect(observed.clusters.west).toEqual({
      objects: [],
      error: 'Cluster "west" does not answer',
    });
  });

  it('also reads where members were that the spec no longer has', async () => {
    const stored = guideSpec({
      members: [{ name: 'old', cluster: 'north', namespace: 'old' }],
    });
    const observed = await observeFederation(
      spec,
      fakeClusters({
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
        fakeClusters({ east: {}, north: {} }),
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
        fakeClusters({ east: {}, west: { objects: [other] } }),
        adapters,
      ),
    ).rejects.toThrow(/^name: there is a federation "guide" already/);
  });

  it('names missing permissions before anything is created', async () => {
    await expect(
      validateTargets(
        spec,
        empty,
        fakeClusters({
          east: { lacks: ['create sites.skupper.io in flower-openshift-demo'] },
          west: {},
        }),
        adapters,
      ),
    ).rejects.toThrow(
      /nothing was changed:\ncluster "east": create sites\.skupper\.io/,
    );
  });

  it('lets a good one pass, also a second time', async () => {
    const clusters = fakeClusters({
      east: { objects: [specConfigMap(spec)] },
      west: {},
    });
    await expect(
      validateTargets(spec, empty, clusters, adapters),
    ).resolves.toBeUndefined();
  });

  it('reserves the name of the hub', async () => {
    const members = [{ name: 'hub', cluster: 'west', namespace: 'a' }];
    await expect(
      validateTargets(
        guideSpec({ members }),
        empty,
        fakeClusters({ east: {}, west: {} }),
        adapters,
      ),
    ).rejects.toThrow(/^members\[0\]\.name: "hub" stands for the hub/);
  });
});
