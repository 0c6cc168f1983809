import { authorize, User } from '../auth/authorizer';
import { Cluster } from '../cluster';
import { NoSuchPath, cause, invalid, noSuchResource } from '../errors';
import { ResourceRequest } from '../rest/request';
import { ResourcePath } from './path';

/** The verb of RBAC for a request. */
export function verbOf(
  method: string,
  path: ResourcePath,
  query: URLSearchParams,
): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (['true', '1'].includes(query.get('watch') ?? '')) {
        return 'watch';
      }
      return path.name ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return path.name ? 'delete' : 'deletecollection';
    default:
      return method.toLowerCase();
  }
}

const OPTIONS: Record<string, string> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};

function invalidOptions(
  verb: string,
  field: string,
  value: unknown,
  allowed: string,
) {
  const kind = OPTIONS[verb] ?? 'DeleteOptions';
  return invalid({ group: 'meta.k8s.io', plural: '', kind }, '', [
    cause.unsupported(field, value, [allowed]),
  ]);
}

/** Reads what a request to a resource wants, and whether it may. */
export function resourceRequest(
  cluster: Cluster,
  user: User,
  path: ResourcePath,
  query: URLSearchParams,
  verb: string,
  userAgent: string,
): ResourceRequest {
  authorize(cluster.store, user, {
    verb,
    group: path.group,
    plural: path.plural,
    subresource: path.subresource,
    // A Namespace counts as being in itself, so that rights in it cover reading it.
    namespace:
      path.namespace ||
      (path.plural === 'namespaces' && !path.group ? path.name : ''),
    name: path.name,
  });
  const type = cluster.registry.find(path.group, path.version, path.plural);
  if (!type) {
    const versions = cluster.registry.groups().get(path.group);
    throw !path.group || versions?.includes(path.version)
      ? noSuchResource()
      : new NoSuchPath();
  }
  const { subresource } = path;
  if (
    (subresource === 'status' && !type.status) ||
    (subresource === 'scale' && !type.scale)
  ) {
    throw noSuchResource();
  }
  const dryRun = query.getAll('dryRun');
  if (dryRun.some(value => value !== 'All' && value !== '')) {
    throw invalidOptions(verb, 'dryRun', dryRun, 'All');
  }
  return {
    cluster,
    type,
    namespace: path.namespace,
    name: path.name,
    subresource,
    dryRun: dryRun.includes('All'),
    fieldManager: query.get('fieldManager') ?? '',
    fieldValidation: (query.get('fieldValidation') ||
      'Warn') as ResourceRequest['fieldValidation'],
    force: query.get('force') === 'true',
    warnings: [],
    ...(query.get('fieldManager') || verb === 'patch'
      ? {}
      : { fieldManager: userAgent.split('/')[0] || 'unknown' }),
  };
}
