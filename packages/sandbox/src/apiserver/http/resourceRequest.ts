import { authorize } from '../auth/authorizer';
import { NoSuchPath, methodNotAllowed, noSuchResource } from '../errors';
import { checkListOptions } from '../rest/listOptions';
import { ResourceRequest } from '../rest/request';
import { checkWriteOptions } from '../rest/writeOptions';
import { contentTypeOf } from './body';
import { Call, agentOf } from './environment';
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
export function resourceRequest(call: Call, verb: string): ResourceRequest {
  const { user, path, query, message } = call;
  const { cluster } = call.environment;
  const { group, version, plural, name, subresource } = path;
  authorize(cluster.store, user, {
    verb,
    group,
    plural,
    subresource,
    // A Namespace counts as being in itself, so that rights in it cover reading it.
    namespace:
      path.namespace || (plural === 'namespaces' && !group ? name : ''),
    name,
  });
  const type = cluster.registry.find(group, version, plural);
  if (!type) {
    throw !group || cluster.registry.groups().has(group)
      ? noSuchResource()
      : new NoSuchPath();
  }
  const elsewhere = type.namespaced ? !path.namespace && name : path.namespace;
  if (elsewhere) {
    throw noSuchResource();
  }
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
  const applies = contentTypeOf(message).startsWith('application/apply');
  return {
    cluster,
    type,
    namespace: path.namespace,
    name,
    subresource,
    dryRun: query.getAll('dryRun').includes('All'),
    // Only apply asks for a name.
    fieldManager:
      query.get('fieldManager') || (applies ? '' : agentOf(message)),
    fieldValidation: (query.get('fieldValidation') ||
      'Warn') as ResourceRequest['fieldValidation'],
    force: query.get('force') === 'true',
    warnings: [],
  };
}
