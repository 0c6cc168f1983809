import { IncomingMessage, ServerResponse } from 'node:http';
import { User, authorize } from '../auth/authorizer';
import { review } from '../auth/reviews';
import { bindPod } from '../rest/special';
import { apiVersionOf } from '../types';
import { contentTypeOf, parseBody, readBody } from './body';
import { ResourcePath } from './path';
import { resourceRequest } from './resourceRequest';
import { sendJson } from './respond';
import { DispatchEnvironment } from './environment';

/** Answers reviews, which are only ever posted. */
export async function serveReview(
  { cluster }: DispatchEnvironment,
  user: User,
  path: ResourcePath,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const apiVersion = apiVersionOf(path);
  if (!review(cluster.store, user, apiVersion, path.plural, undefined)) {
    return false;
  }
  const body = parseBody(await readBody(message), contentTypeOf(message));
  sendJson(
    response,
    201,
    review(
      cluster.store,
      user,
      apiVersion,
      path.plural,
      body,
      (message.headers['user-agent'] ?? '').split('/')[0] || 'unknown',
    ),
  );
  return true;
}

/** Whether a pod is bound to a node by the way that schedulers take: a POST to `bindings`. */
export function isBinding(
  path: ResourcePath,
  message: IncomingMessage,
): boolean {
  return (
    message.method === 'POST' &&
    !path.group &&
    path.plural === 'bindings' &&
    !path.name
  );
}

export async function serveBinding(
  { cluster }: DispatchEnvironment,
  user: User,
  path: ResourcePath,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const attributes = { ...path, verb: 'create' };
  authorize(cluster.store, user, attributes);
  const body = parseBody(await readBody(message), contentTypeOf(message));
  const name = body?.metadata?.name ?? '';
  const pod = { ...path, plural: 'pods', name };
  const request = resourceRequest(
    cluster,
    user,
    { ...pod, subresource: 'binding' },
    new URLSearchParams(),
    'create',
    '',
  );
  sendJson(response, 201, bindPod(request, body));
}
