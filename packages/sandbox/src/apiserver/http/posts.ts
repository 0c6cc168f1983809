import { ServerResponse } from 'node:http';
import { authorize } from '../auth/authorizer';
import { review, reviewKind } from '../auth/reviews';
import { bindPod } from '../rest/special';
import { apiVersionOf } from '../types';
import { contentTypeOf, parseBody, readBody } from './body';
import { Call, agentOf } from './environment';
import { resourceRequest } from './resourceRequest';
import { sendJson } from './respond';

/** Answers reviews, which are only ever posted; false for other types. */
export async function serveReview(
  { environment, user, path, message }: Call,
  response: ServerResponse,
): Promise<boolean> {
  const { store } = environment.cluster;
  const apiVersion = apiVersionOf(path);
  const kind = reviewKind(apiVersion, path.plural);
  if (!kind) {
    return false;
  }
  const body = parseBody(await readBody(message), contentTypeOf(message));
  const manager = agentOf(message);
  const answer = review(store, user, apiVersion, kind, body, manager);
  sendJson(response, 201, answer);
  return true;
}

/** Whether a pod is bound to a node by the way that schedulers take: a POST to `bindings`. */
export function isBinding({ path, message }: Call): boolean {
  return (
    message.method === 'POST' &&
    !path.group &&
    path.plural === 'bindings' &&
    !path.name
  );
}

export async function serveBinding(
  call: Call,
  response: ServerResponse,
): Promise<void> {
  const { environment, user, path, message } = call;
  authorize(environment.cluster.store, user, { ...path, verb: 'create' });
  const body = parseBody(await readBody(message), contentTypeOf(message));
  const name = body?.metadata?.name ?? '';
  const pod = { ...path, plural: 'pods', name, subresource: 'binding' };
  const query = new URLSearchParams();
  const request = resourceRequest({ ...call, path: pod, query }, 'create');
  sendJson(response, 201, bindPod(request, body));
}
