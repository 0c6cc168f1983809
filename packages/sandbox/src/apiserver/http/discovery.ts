import { createHash } from 'node:crypto';
import type { V1APIResource } from '@kubernetes/client-node';
import { readData } from '../data';
import { noSuchResource } from '../errors';
import { RESOURCES } from '../registry/define';
import { Registry } from '../registry/registry';
import { Json, ResourceDefinition, apiVersionOf } from '../types';

export const VERSION = readData('version.yaml');

/** In the order that the server has them for custom resources. */
const CUSTOM_VERBS = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];

/** Tells clients when the stored form of a resource changes, where there is one. */
function withHash(apiVersion: string, resource: V1APIResource): V1APIResource {
  if (!resource.verbs.includes('list')) {
    return resource;
  }
  const storageVersionHash = createHash('sha256')
    .update(`${apiVersion}/${resource.kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64');
  return { ...resource, storageVersionHash };
}

function customResources(type: ResourceDefinition): V1APIResource[] {
  const { plural: name, singular: singularName, namespaced, kind } = type;
  const verbs = ['get', 'patch', 'update'];
  return [
    {
      name,
      singularName,
      namespaced,
      kind,
      verbs: CUSTOM_VERBS,
      ...(type.shortNames.length ? { shortNames: type.shortNames } : {}),
      ...(type.categories.length ? { categories: type.categories } : {}),
    },
    ...(type.status
      ? [{ name: `${name}/status`, singularName: '', namespaced, kind, verbs }]
      : []),
  ];
}

function resourcesOf(registry: Registry, apiVersion: string): V1APIResource[] {
  const fixed = RESOURCES[apiVersion] ?? [];
  const others = registry
    .all()
    .filter(type => apiVersionOf(type) === apiVersion)
    .filter(type => !fixed.some(({ name }) => name === type.plural));
  return [...fixed, ...others.flatMap(customResources)].map(resource =>
    withHash(apiVersion, resource),
  );
}

function allGroups(registry: Registry): Map<string, string[]> {
  const groups = registry.groups();
  for (const apiVersion of Object.keys(RESOURCES)) {
    const [group, version] = apiVersion.split('/');
    if (version && !groups.has(group)) {
      groups.set(group, [version]);
    }
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

function aggregatedResource(
  all: V1APIResource[],
  resource: V1APIResource,
): Json {
  const { name, namespaced, kind, verbs, shortNames, categories } = resource;
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
    singularResource: resource.singularName,
    verbs,
    shortNames,
    categories,
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
  headers?: Record<string, string>;
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
      headers: {
        'Content-Type': `application/json;g=apidiscovery.k8s.io;v=${form};as=APIGroupDiscoveryList`,
      },
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
