import { IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import type { NodeApi } from '../../runtime/types';
import { User, authorize } from '../auth/authorizer';
import { review } from '../auth/reviews';
import { Cluster } from '../cluster';
import { ApiError, NoSuchPath, unauthorized } from '../errors';
import { bindPod } from '../rest/special';
import { find } from '../rest/update';
import { Obj, apiVersionOf } from '../types';
import { contentTypeOf, parseBody, readBody } from './body';
import { VERSION, discovery } from './discovery';
import { serveLogs } from './logs';
import { OpenApi } from './openapi';
import { ResourcePath, parsePath } from './path';
import { checkProtocol, portsOf, servePortForward } from './portForward';
import { resourceRequest, serveResource, verbOf } from './resources';
import { sendError, sendJson, sendText } from './respond';
import { readRendering } from './table';
import { WatchEnvironment, watch } from './watch';

/** What requests are served with. */
export interface DispatchEnvironment extends WatchEnvironment {
  cluster: Cluster;
  openApi: OpenApi;
  node?: NodeApi;
  /** Connects to a pod's port. */
  connect(pod: Obj, port: number): Promise<Duplex>;
  identify(token: string): User | undefined;
  address(): string;
  /** Told of each request, for statistics. */
  count(verb: string): void;
}

const HEALTH = ['/healthz', '/livez', '/readyz'];

function userOf(
  environment: DispatchEnvironment,
  message: IncomingMessage,
): User | undefined {
  const match = /^Bearer\s+(\S+)$/i.exec(message.headers.authorization ?? '');
  if (!match) {
    return undefined;
  }
  const user = environment.identify(match[1]);
  if (!user) {
    throw unauthorized();
  }
  return user;
}

function parseUrl(message: IncomingMessage): URL {
  return new URL(message.url ?? '/', 'https://localhost');
}

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
      response.writeHead(200, { 'Content-Type': 'text/plain' });
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
    await environment.faults.gate();
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
  const { cluster, faults } = environment;
  const { pathname, searchParams: query } = url;
  if (servesOpenApi(environment.openApi, pathname, message, response)) {
    return;
  }
  const found =
    message.method === 'GET' &&
    discovery(
      cluster.registry,
      pathname,
      message.headers.accept,
      environment.address(),
    );
  if (found) {
    sendJson(
      response,
      200,
      found.body,
      found.contentType ? { 'Content-Type': found.contentType } : {},
    );
    return;
  }
  const path = parsePath(pathname);
  if (!path) {
    throw isMaster(user)
      ? new NoSuchPath()
      : new ApiError(
          403,
          'Forbidden',
          `forbidden: User "${user.name}" cannot ${(
            message.method ?? 'get'
          ).toLowerCase()} path "${pathname}"`,
          {},
        );
  }
  if (
    message.method === 'POST' &&
    (await serveReview(environment, user, path, message, response))
  ) {
    return;
  }
  if (isBinding(path, message)) {
    await serveBinding(environment, user, path, message, response);
    return;
  }
  const verb = verbOf(message.method ?? 'GET', path, query);
  environment.count(verb);
  const request = resourceRequest(
    cluster,
    user,
    path,
    query,
    verb,
    message.headers['user-agent'] ?? '',
  );
  if (verb === 'watch') {
    watch(
      request,
      query,
      readRendering(message.headers.accept, query),
      response,
      environment,
    );
  } else if (request.type.kind === 'Pod' && path.subresource === 'log') {
    await serveLogs(
      cluster.name,
      find(request).object,
      query,
      environment.node,
      faults,
      response,
    );
  } else if (path.subresource === 'portforward') {
    find(request);
    checkProtocol(message);
    throw new ApiError(400, 'BadRequest', 'Upgrade request required');
  } else {
    await serveResource(request, message, query, verb, response);
  }
}

function isMaster(user: User): boolean {
  return (
    user.groups.includes('system:masters') ||
    !!user.rules?.some(r => r.verbs.includes('*') && r.resources.includes('*'))
  );
}

function servesOpenApi(
  openApi: OpenApi,
  pathname: string,
  message: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (pathname === '/openapi/v3' || pathname === '/openapi/v3/') {
    sendJson(response, 200, openApi.index());
    return true;
  }
  if (pathname.startsWith('/openapi/v3/')) {
    const document = openApi.document(pathname.slice('/openapi/v3/'.length));
    if (!document) {
      throw new NoSuchPath();
    }
    sendText(response, 200, document);
    return true;
  }
  if (pathname === '/openapi/v2') {
    const accept = message.headers.accept ?? '';
    if (accept && !/json|\*\/\*/.test(accept)) {
      throw new ApiError(
        406,
        'NotAcceptable',
        'only the following media types are accepted: application/json',
      );
    }
    sendJson(response, 200, {
      swagger: '2.0',
      info: { title: 'Kubernetes', version: VERSION.gitVersion },
      paths: {},
      definitions: {},
    });
    return true;
  }
  return false;
}

async function serveReview(
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
    review(cluster.store, user, apiVersion, path.plural, body),
  );
  return true;
}

/** Whether a pod is bound to a node by the way that schedulers take: a POST to `bindings`. */
function isBinding(path: ResourcePath, message: IncomingMessage): boolean {
  return (
    message.method === 'POST' &&
    !path.group &&
    path.plural === 'bindings' &&
    !path.name
  );
}

async function serveBinding(
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

/** Serves a request to change the protocol: only port-forward is. */
export async function dispatchUpgrade(
  environment: DispatchEnvironment,
  message: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  // The client may go away while the request is held back.
  socket.on('error', () => socket.destroy());
  try {
    await environment.faults.gate();
    const { cluster, faults } = environment;
    const { pathname, searchParams: query } = parseUrl(message);
    const user = userOf(environment, message);
    const path = parsePath(pathname);
    if (!user) {
      throw unauthorized();
    }
    if (path?.plural !== 'pods' || path.subresource !== 'portforward') {
      throw new NoSuchPath();
    }
    environment.count('portforward');
    const pod = find(
      resourceRequest(cluster, user, path, query, 'get', ''),
    ).object;
    checkProtocol(message);
    if (pod.status?.phase !== 'Running') {
      throw new ApiError(
        400,
        'BadRequest',
        `unable to forward port because pod is not running. Current status=${
          pod.status?.phase ?? 'Pending'
        }`,
      );
    }
    servePortForward(message, socket, head, portsOf(query), faults, port =>
      environment.connect(pod, port),
    );
  } catch (error) {
    refuse(socket, error);
  }
}

function refuse(socket: Duplex, error: unknown): void {
  const known =
    error instanceof ApiError
      ? error
      : new ApiError(500, 'InternalError', (error as Error).message);
  const body = JSON.stringify(known.toStatus());
  socket.end(
    [
      `HTTP/1.1 ${known.code} ${known.reason}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
