import { createHash } from 'node:crypto';
import { REVIEWS } from '../auth/reviews';
import { noSuchResource } from '../errors';
import { Registry } from '../registry/registry';
import { Json, ResourceDefinition, apiVersionOf } from '../types';

export const VERSION = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  gitVersion: 'v1.34.0+sandbox',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2025-08-27T00:00:00Z',
  goVersion: 'go1.24.6',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];
/** The same verbs, in the order that the server has them for custom resources. */
const CUSTOM_VERBS = [...VERBS.slice(1, 6), 'create', 'update', 'watch'];
const READ_WRITE = ['get', 'patch', 'update'];

function verbsOf(type: ResourceDefinition): string[] {
  if (type.kind === 'Namespace') {
    return VERBS.filter(verb => verb !== 'deletecollection');
  }
  return type.custom ? CUSTOM_VERBS : VERBS;
}

function storageHash(type: ResourceDefinition): string {
  return createHash('sha256')
    .update(`${apiVersionOf(type)}/${type.kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64');
}

function subresourcesOf(type: ResourceDefinition): Json[] {
  const of = (name: string, verbs: string[], more: Json = {}) => ({
    name: `${type.plural}/${name}`,
    singularName: '',
    namespaced: type.namespaced,
    kind: type.kind,
    verbs,
    ...more,
  });
  const found: Json[] = [];
  if (type.kind === 'Namespace') {
    found.push(of('finalize', ['update']));
  }
  if (type.scale) {
    found.push(
      of('scale', READ_WRITE, {
        group: 'autoscaling',
        version: 'v1',
        kind: 'Scale',
      }),
    );
  }
  if (type.status) {
    found.push(of('status', READ_WRITE));
  }
  if (type.kind === 'Pod') {
    found.push(of('log', ['get']));
    found.push(of('binding', ['create'], { kind: 'Binding' }));
    found.push(
      of('portforward', ['create', 'get'], { kind: 'PodPortForwardOptions' }),
    );
  }
  return found;
}

const BINDINGS = {
  name: 'bindings',
  singularName: 'binding',
  namespaced: true,
  kind: 'Binding',
  verbs: ['create'],
};

function resourcesOf(registry: Registry, apiVersion: string): Json[] {
  const types = registry.all().filter(t => apiVersionOf(t) === apiVersion);
  const reviews = REVIEWS[apiVersion] ?? [];
  return [
    ...types.flatMap(type => [
      {
        name: type.plural,
        singularName: type.singular,
        namespaced: type.namespaced,
        kind: type.kind,
        verbs: verbsOf(type),
        ...(type.shortNames.length ? { shortNames: type.shortNames } : {}),
        ...(type.categories.length ? { categories: type.categories } : {}),
        storageVersionHash: storageHash(type),
      },
      ...subresourcesOf(type),
    ]),
    ...(apiVersion === 'v1' ? [BINDINGS] : []),
    ...reviews.map(({ kind, plural }) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      namespaced: false,
      kind,
      verbs: ['create'],
    })),
  ];
}

function allGroups(registry: Registry): Map<string, string[]> {
  const groups = registry.groups();
  for (const apiVersion of Object.keys(REVIEWS)) {
    const [group, version] = apiVersion.split('/');
    groups.set(group, [version]);
  }
  return groups;
}

function groupOf(name: string, versions: string[]): Json {
  const entries = versions.map(version => ({
    groupVersion: `${name}/${version}`,
    version,
  }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

function aggregatedSubresources(all: Json[], name: string): Json {
  const subresources = all
    .filter(s => s.name.startsWith(`${name}/`))
    .map(s => ({
      subresource: s.name.split('/')[1],
      responseKind: {
        group: s.group ?? '',
        version: s.version ?? '',
        kind: s.kind,
      },
      verbs: s.verbs,
    }));
  return subresources.length ? { subresources } : {};
}

function aggregatedGroup(
  registry: Registry,
  name: string,
  versions: string[],
): Json {
  return {
    metadata: name ? { name } : {},
    versions: versions.map(version => {
      const apiVersion = apiVersionOf({ group: name, version });
      const all = resourcesOf(registry, apiVersion);
      return {
        version,
        freshness: 'Current',
        resources: all
          .filter(r => !r.name.includes('/'))
          .map(r => ({
            resource: r.name,
            responseKind: { group: '', version: '', kind: r.kind },
            scope: r.namespaced ? 'Namespaced' : 'Cluster',
            singularResource: r.singularName,
            verbs: r.verbs,
            ...(r.shortNames ? { shortNames: r.shortNames } : {}),
            ...(r.categories ? { categories: r.categories } : {}),
            ...aggregatedSubresources(all, r.name),
          })),
      };
    }),
  };
}

/** Content type of an aggregated answer, if the caller knows that form. */
function aggregatedVersion(accept: string | undefined): string | undefined {
  for (const part of (accept ?? '').split(',')) {
    if (part.includes('as=APIGroupDiscoveryList')) {
      const version = /v=(v2(beta1)?)\b/.exec(part)?.[1];
      if (version) {
        return version;
      }
    }
  }
  return undefined;
}

/** Answers `/api`, `/apis` and what is directly below; undefined for other paths. */
export function discovery(
  registry: Registry,
  path: string,
  accept: string | undefined,
  address: string,
): { body: Json; contentType?: string } | undefined {
  const groups = allGroups(registry);
  const parts = path.split('/').filter(p => p);
  const [root, group, version] = parts;
  const form = aggregatedVersion(accept);
  if (parts.length === 1 && form) {
    const items =
      root === 'api'
        ? [aggregatedGroup(registry, '', ['v1'])]
        : [...groups].map(([g, v]) => aggregatedGroup(registry, g, v));
    return {
      body: {
        kind: 'APIGroupDiscoveryList',
        apiVersion: `apidiscovery.k8s.io/${form}`,
        metadata: {},
        items,
      },
      contentType: `application/json;g=apidiscovery.k8s.io;v=${form};as=APIGroupDiscoveryList`,
    };
  }
  if (path === '/api' || path === '/api/') {
    return {
      body: {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [
          { clientCIDR: '0.0.0.0/0', serverAddress: address },
        ],
      },
    };
  }
  if (root === 'apis' && parts.length === 1) {
    return {
      body: {
        kind: 'APIGroupList',
        apiVersion: 'v1',
        groups: [...groups].map(([g, v]) => groupOf(g, v)),
      },
    };
  }
  if (root === 'apis' && parts.length === 2 && groups.has(group)) {
    return {
      body: {
        kind: 'APIGroup',
        apiVersion: 'v1',
        ...groupOf(group, groups.get(group)!),
      },
    };
  }
  if (root === 'apis' && parts.length === 3 && groups.has(group)) {
    if (!groups.get(group)!.includes(version)) {
      throw noSuchResource();
    }
  }
  const isCore = path === '/api/v1' || path === '/api/v1/';
  const isVersion =
    root === 'apis' &&
    parts.length === 3 &&
    groups.get(group)?.includes(version);
  if (isCore || isVersion) {
    const groupVersion = isCore ? 'v1' : `${group}/${version}`;
    return {
      body: {
        kind: 'APIResourceList',
        ...(isCore ? {} : { apiVersion: 'v1' }),
        groupVersion,
        resources: resourcesOf(registry, groupVersion),
      },
    };
  }
  return undefined;
}
