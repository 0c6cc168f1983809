import { Script } from '../Session';

/** Groups that both servers have. */
const GROUPS = [
  'apps',
  'networking.k8s.io',
  'rbac.authorization.k8s.io',
  'apiextensions.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'batch',
  'policy',
  'authorization.k8s.io',
  'authentication.k8s.io',
];
/** Resources of which a sandbox has all there is to say. */
const RESOURCES = [
  'configmaps',
  'secrets',
  'services',
  'services/status',
  'namespaces',
  'namespaces/finalize',
  'namespaces/status',
  'pods',
  'pods/log',
  'pods/status',
  'pods/portforward',
  'serviceaccounts',
  'events',
  'deployments',
  'deployments/scale',
  'deployments/status',
  'networkpolicies',
  'roles',
  'rolebindings',
  'clusterroles',
  'clusterrolebindings',
  'customresourcedefinitions',
  'customresourcedefinitions/status',
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'sites',
  'links',
];

const withoutHash = (resource: any) => {
  const { storageVersionHash: _, ...rest } = resource;
  return rest;
};
const resources = (body: any) => ({
  ...body,
  resources: body.resources
    ?.filter((r: any) => RESOURCES.includes(r.name))
    .map(withoutHash)
    .sort((a: any, b: any) => (a.name < b.name ? -1 : 1)),
});
const byName = (a: any, b: any) => (a.name < b.name ? -1 : 1);
const groups = (body: any) => ({
  ...body,
  groups: body.groups?.filter((g: any) => GROUPS.includes(g.name)).sort(byName),
});
const subresources = (resource: any) => {
  const known = (resource.subresources ?? [])
    .filter((s: any) =>
      RESOURCES.includes(`${resource.resource}/${s.subresource}`),
    )
    .sort((a: any, b: any) => (a.subresource < b.subresource ? -1 : 1));
  return known.length ? known : undefined;
};
const aggregated = (body: any) => ({
  ...body,
  items: body.items
    ?.filter((g: any) => !g.metadata.name || GROUPS.includes(g.metadata.name))
    .map((g: any) => ({
      ...g,
      versions: g.versions
        .filter((v: any) => v.version === 'v1')
        .map((v: any) => ({
          ...v,
          resources: v.resources
            .filter((r: any) => RESOURCES.includes(r.resource))
            .map((r: any) => ({
              ...r,
              subresources: subresources(r),
            }))
            .sort((a: any, b: any) => (a.resource < b.resource ? -1 : 1)),
        })),
    }))
    .sort((a: any, b: any) =>
      (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1,
    ),
});

/** What clients ask first, and paths that lead nowhere. */
export const discovery: Script = {
  name: 'discovery',
  async run(s) {
    await s.get('versions of the core group', '/api');
    await s.get('groups', '/apis', { select: groups });
    await s.get('one group', '/apis/apps');
    await s.get('group that is not there', '/apis/none.example.com');
    await s.get('core resources', '/api/v1', { select: resources });
    for (const version of [
      'apps/v1',
      'networking.k8s.io/v1',
      'rbac.authorization.k8s.io/v1',
      'apiextensions.k8s.io/v1',
      'authorization.k8s.io/v1',
    ]) {
      await s.get(`resources of ${version}`, `/apis/${version}`, {
        select: resources,
      });
    }
    await s.get('version that is not there', '/apis/apps/v9');
    const accept =
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    await s.get('aggregated core', '/api', { accept, select: aggregated });
    await s.get('aggregated groups', '/apis', { accept, select: aggregated });
    await s.get('version', '/version', {
      select: body =>
        Object.keys(body)
          .filter(k =>
            ['major', 'minor', 'gitVersion', 'platform', 'goVersion'].includes(
              k,
            ),
          )
          .sort(),
    });
    await s.get('ready', '/readyz');
    await s.get('live', '/livez');
    await s.get('health', '/healthz');
    await s.get('no such path', '/nonsense');
    await s.get('no such version of the core group', '/api/v9/pods');
    await s.get('no such group', '/apis/none.example.com/v1/things');
    await s.get('no such resource', '/api/v1/nonsense');
    await s.get('no such resource in a namespace', s.core('nonsense/x'));
    await s.get('no such resource of a group', s.group('apps/v1', 'nonsense'));
    await s.get(
      'no such version of a group',
      s.group('apps/v9', 'deployments'),
    );
    await s.get('no such sub-resource', s.core('configmaps/x/nonsense'));
    await s.get('status of what has none', s.core('configmaps/x/status'));
    await s.post('no such resource to create', s.core('nonsense'), {
      kind: 'Nonsense',
    });
    await s.get('cluster-wide object in a namespace', s.core('nodes'));
    await s.get(
      'namespaced object without a namespace',
      '/api/v1/configmaps/x',
    );
    await s.post('create without a namespace', '/api/v1/configmaps', {
      metadata: { name: 'x' },
    });
    await s.send(
      'delete a collection of namespaces',
      'DELETE',
      '/api/v1/namespaces?labelSelector=none%3Dnone',
    );
    await s.send(
      'delete a collection in all namespaces',
      'DELETE',
      '/api/v1/configmaps?labelSelector=none%3Dnone',
    );
    await s.send('replace a collection', 'PUT', s.core('configmaps'), {
      metadata: { name: 'x' },
    });
    await s.send('create on an object', 'POST', s.core('configmaps/x'), {
      metadata: { name: 'x' },
    });
    await s.send('unknown method', 'PROPFIND', s.core('configmaps'));
    await s.send('options', 'OPTIONS', s.core('configmaps'));
    await s.get('double slash', '/api/v1//configmaps');
    await s.get(
      'slash at the end',
      `${s.core('configmaps')}/?labelSelector=none`,
    );
    await s.get('encoded name', s.core('configmaps/a%2Fb'));
    await s.get('OpenAPI index', '/openapi/v3', {
      select: body =>
        Object.keys(body.paths ?? {}).filter(p =>
          ['api/v1', 'apis/apps/v1'].includes(p),
        ),
    });
  },
};
