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

/** The entry of a resource or of one of its subresources. */
function entry(
  type: Pick<ResourceDefinition, 'plural' | 'namespaced' | 'kind'>,
  verbs: string[],
  more: Json = {},
): Json {
  const { plural: name, namespaced, kind } = type;
  return { name, singularName: '', namespaced, kind, verbs, ...more };
}

function subresourcesOf(type: ResourceDefinition): Json[] {
  const of = (name: string, verbs: string[], more: Json = {}) =>
    entry({ ...type, plural: `${type.plural}/${name}` }, verbs, more);
  const scale = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
  const forward = { kind: 'PodPortForwardOptions' };
  return [
    ...(type.kind === 'Namespace' ? [of('finalize', ['update'])] : []),
    ...(type.scale ? [of('scale', READ_WRITE, scale)] : []),
    ...(type.status ? [of('status', READ_WRITE)] : []),
    ...(type.kind === 'Pod'
      ? [
          of('log', ['get']),
          of('binding', ['create'], { kind: 'Binding' }),
          of('portforward', ['create', 'get'], forward),
        ]
      : []),
  ];
}

/** Types of which objects are only ever posted. */
function postedTypes(apiVersion: string): Json[] {
  const bindings = { kind: 'Binding', plural: 'bindings', namespaced: true };
  return [
    ...(apiVersion === 'v1' ? [bindings] : []),
    ...(REVIEWS[apiVersion] ?? []).map(type => ({
      ...type,
      namespaced: false,
    })),
  ].map(type =>
    entry(type, ['create'], { singularName: type.kind.toLowerCase() }),
  );
}

function resourcesOf(registry: Registry, apiVersion: string): Json[] {
  const types = registry.all().filter(t => apiVersionOf(t) === apiVersion);
  return [
    ...types.flatMap(type => [
      entry(type, verbsOf(type), {
        singularName: type.singular,
        ...(type.shortNames.length ? { shortNames: type.shortNames } : {}),
        ...(type.categories.length ? { categories: type.categories } : {}),
        storageVersionHash: storageHash(type),
      }),
      ...subresourcesOf(type),
    ]),
    ...postedTypes(apiVersion),
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

function aggregatedResource(all: Json[], resource: Json): Json {
  const { name, namespaced, kind, singularName, verbs } = resource;
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
  return {
    resource: name,
    responseKind: { group: '', version: '', kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singularName,
    verbs,
    ...(resource.shortNames ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories ? { categories: resource.categories } : {}),
    ...(subresources.length ? { subresources } : {}),
  };
}

function aggregatedGroup(
  registry: Registry,
  name: string,
  versions: string[],
): Json {
  return {
    metadata: name ? { name } : {},
    versions: versions.map(version => {
      const all = resourcesOf(registry, apiVersionOf({ group: name, version }));
      return {
        version,
        freshness: 'Current',
        resources: all
          .filter(r => !r.name.includes('/'))
          .map(r => aggregatedResource(all, r)),
      };
    }),
  };
}

/** Version of an aggregated answer, if the caller knows that form. */
function aggregatedVersion(accept = ''): string | undefined {
  return accept
    .split(',')
    .filter(part => part.includes('as=APIGroupDiscoveryList'))
    .map(part => /v=(v2(beta1)?)\b/.exec(part)?.[1])
    .find(version => version);
}

/** What a caller gets who asks for the groups. */
interface Discovery {
  body: Json;
  contentType?: string;
}

function groupList(
  groups: Map<string, string[]>,
  core: boolean,
  address: string,
): Json {
  return core
    ? {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [
          { clientCIDR: '0.0.0.0/0', serverAddress: address },
        ],
      }
    : {
        kind: 'APIGroupList',
        apiVersion: 'v1',
        groups: [...groups].map(([g, v]) => groupOf(g, v)),
      };
}

/** Answers `/api`, `/apis` and what is directly below; undefined for other paths. */
export function discovery(
  registry: Registry,
  path: string,
  accept: string | undefined,
  address: string,
): Discovery | undefined {
  const [root, ...below] = path.split('/').filter(part => part);
  if (root !== 'api' && root !== 'apis') {
    return undefined;
  }
  const core = root === 'api';
  const groups = core ? new Map([['', ['v1']]]) : allGroups(registry);
  if (!below.length) {
    const form = aggregatedVersion(accept);
    if (!form) {
      return { body: groupList(groups, core, address) };
    }
    return {
      body: {
        kind: 'APIGroupDiscoveryList',
        apiVersion: `apidiscovery.k8s.io/${form}`,
        metadata: {},
        items: [...groups].map(([g, v]) => aggregatedGroup(registry, g, v)),
      },
      contentType: `application/json;g=apidiscovery.k8s.io;v=${form};as=APIGroupDiscoveryList`,
    };
  }
  const [group, version, ...rest] = core ? ['', ...below] : below;
  const versions = groups.get(group);
  if (!versions || rest.length || (core && version !== 'v1')) {
    return undefined;
  }
  if (!version) {
    const body = { kind: 'APIGroup', apiVersion: 'v1' };
    return { body: { ...body, ...groupOf(group, versions) } };
  }
  if (!versions.includes(version)) {
    throw noSuchResource();
  }
  const groupVersion = apiVersionOf({ group, version });
  return {
    body: {
      kind: 'APIResourceList',
      ...(core ? {} : { apiVersion: 'v1' }),
      groupVersion,
      resources: resourcesOf(registry, groupVersion),
    },
  };
}
