import { authorize, User } from '../auth/authorizer';
import { Cluster } from '../cluster';
import { NoSuchPath, methodNotAllowed, noSuchResource } from '../errors';
import { checkListOptions } from '../rest/listOptions';
import { ResourceRequest } from '../rest/request';
import { checkWriteOptions } from '../rest/writeOptions';
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
      if (path.watch || ['true', '1'].includes(query.get('watch') ?? '')) {
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
    throw !path.group || versions ? noSuchResource() : new NoSuchPath();
  }
  const elsewhere = type.namespaced
    ? !path.namespace && path.name
    : path.namespace;
  if (elsewhere) {
    throw noSuchResource();
  }
  const { subresource } = path;
  if (
    verb === 'deletecollection' &&
    (type.kind === 'Namespace' || (type.namespaced && !path.namespace))
  ) {
    throw methodNotAllowed();
  }
  if (
    (subresource === 'status' && !type.status) ||
    (subresource === 'scale' && !type.scale)
  ) {
    throw noSuchResource();
  }
  if (['get', 'list', 'watch'].includes(verb)) {
    checkListOptions(query, verb === 'watch');
  } else {
    checkWriteOptions(verb, query);
  }
  return {
    cluster,
    type,
    namespace: path.namespace,
    name: path.name,
    subresource,
    dryRun: query.getAll('dryRun').includes('All'),
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
