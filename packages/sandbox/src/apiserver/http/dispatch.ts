import { IncomingMessage, ServerResponse } from 'node:http';
import { User } from '../auth/authorizer';
import { isOpenPath, reviewKind } from '../auth/reviews';
import {
  ApiError,
  NoSuchPath,
  methodNotAllowed,
  unauthorized,
} from '../errors';
import { find } from '../rest/update';
import { apiVersionOf } from '../types';
import { VERSION, discovery } from './discovery';
import { serveLogs } from './logs';
import { parsePath } from './path';
import { checkProtocol } from './portForward';
import { resourceRequest, verbOf } from './resourceRequest';
import { serveResource } from './resources';
import { sendError, sendJson } from './respond';
import { readRendering } from './table';
import { watch } from './watch';
import { Call, DispatchEnvironment, parseUrl, userOf } from './environment';
import { isBinding, serveBinding, serveReview } from './posts';
import { servesOpenApi } from './openapiRoutes';

const HEALTH = ['/healthz', '/livez', '/readyz'];

/** Serves one request. */
export async function dispatch(
  environment: DispatchEnvironment,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await environment.faults.gate();
    const url = parseUrl(message);
    const user = userOf(environment, message);
    if (
      HEALTH.some(p => url.pathname === p || url.pathname.startsWith(`${p}/`))
    ) {
      response.writeHead(200, {
        'Content-Type': 'text/plain; charset=utf-8',
      });
      response.end('ok');
      return;
    }
    if (url.pathname === '/version' || url.pathname === '/version/') {
      sendJson(response, 200, VERSION);
      return;
    }
    if (!user) {
      throw unauthorized();
    }
    await serve(environment, user, url, message, response);
  } catch (error) {
    // A freeze that began meanwhile holds back the answer too.
    if (environment.faults.frozen) {
      await environment.faults.gate();
    }
    if (response.headersSent) {
      response.destroy();
    } else {
      sendError(response, error);
    }
  }
}

async function serve(
  environment: DispatchEnvironment,
  user: User,
  url: URL,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams: query } = url;
  const { headers, method = 'GET' } = message;
  if (servesOpenApi(environment.openApi, pathname, message, response)) {
    return;
  }
  const found =
    method === 'GET' &&
    discovery(
      environment.cluster.registry,
      pathname,
      headers.accept,
      environment.address(),
    );
  if (found) {
    sendJson(response, 200, found.body, found.headers);
    return;
  }
  const path = parsePath(pathname);
  if (!path) {
    throw isMaster(user) || isOpenPath(method, pathname)
      ? new NoSuchPath()
      : new ApiError(
          403,
          'Forbidden',
          `forbidden: User "${
            user.name
          }" cannot ${method.toLowerCase()} path "${pathname}"`,
          {},
        );
  }
  await servePath({ environment, user, path, query, message }, response);
}

async function servePath(call: Call, response: ServerResponse): Promise<void> {
  const { environment, path, query, message } = call;
  const { cluster, faults, node } = environment;
  if (message.method === 'POST' && (await serveReview(call, response))) {
    return;
  }
  if (reviewKind(apiVersionOf(path), path.plural)) {
    throw methodNotAllowed();
  }
  if (isBinding(call)) {
    await serveBinding(call, response);
    return;
  }
  const verb = verbOf(message.method ?? 'GET', path, query);
  environment.count(verb);
  const request = resourceRequest(call, verb);
  if (verb === 'watch') {
    const rendering = readRendering(message.headers.accept, query);
    watch(request, query, rendering, response, environment);
  } else if (request.type.kind === 'Pod' && path.subresource === 'log') {
    const pod = find(request).object;
    await serveLogs(cluster.name, pod, query, node, faults, response);
  } else if (path.subresource === 'portforward') {
    find(request);
    checkProtocol(message);
    throw new ApiError(400, 'BadRequest', 'Upgrade request required');
  } else {
    await serveResource(request, call, verb, response);
  }
}

function isMaster(user: User): boolean {
  return (
    user.groups.includes('system:masters') ||
    !!user.rules?.some(r => r.verbs.includes('*') && r.resources.includes('*'))
  );
}
