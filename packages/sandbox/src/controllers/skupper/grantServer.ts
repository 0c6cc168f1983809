import { createServer as createHttpsServer, Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { resources } from '../../client';
import { ensure, secretText, SkupperContext } from './context';
import { matchesLabels } from '../../shared/objects';
import { listen, trackSockets } from '../../shared/servers';
import { COMPONENT, GRANT_SERVER } from './names';
import { template } from './objects';
import { redeem } from './redemption';

const CONTROLLER_POD = {
  'app.kubernetes.io/name': 'skupper-controller',
  [COMPONENT]: 'controller',
};
const TLS_HANDSHAKE = 0x16;
const MAX_CODE_BYTES = 4096;
const PLAIN_HTTP_ANSWER =
  'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

/** Asks for what the grant server needs; {@link updateGrantServer} goes on when it is there. */
export async function ensureGrantServerObjects(
  ctx: SkupperContext,
): Promise<void> {
  const { namespace, grantServer } = ctx.options;
  if (grantServer === 'given') {
    return;
  }
  if (!(await ctx.client.get(resources.namespaces, undefined, namespace))) {
    throw new Error(`Namespace ${namespace} doesn't exist yet`);
  }
  if (grantServer === 'autoconfigure') {
    await ensureSecuredAccess(ctx);
    return;
  }
  await ensure(ctx, 'certificates', template('mintedCa', { namespace }));
  const certificate = template('mintedCertificate', { namespace });
  await ensure(ctx, 'certificates', certificate);
}

async function ensureSecuredAccess(ctx: SkupperContext) {
  const { namespace } = ctx.options;
  const pod = ctx.kinds.pods
    .list(namespace)
    .find(({ metadata }) => matchesLabels(metadata.labels, CONTROLLER_POD));
  const owners = pod?.metadata.ownerReferences?.map(
    ({ apiVersion, kind, name, uid }) => ({ apiVersion, kind, name, uid }),
  );
  const ca = template('grantServerCa', { namespace, owners });
  await ensure(ctx, 'certificates', ca);
  const access = template('grantServerAccess', {
    namespace,
    owners,
    port: ctx.grantServerPort,
    selector: CONTROLLER_POD,
  });
  await ensure(ctx, 'securedAccesses', access);
}

const servers = new WeakMap<SkupperContext, Server>();

/** Makes the grant server listen; it answers when it has a certificate. */
export async function startGrantServer(ctx: SkupperContext): Promise<void> {
  const server = createHttpsServer((request, response) => {
    answer(ctx, request, response).catch(error => {
      ctx.options.onError(error, 'grant server');
      response.statusCode = 500;
      response.end();
    });
  });
  servers.set(ctx, server);
  ctx.grantServerPort = await listenInFront(ctx, server);
  if (ctx.options.grantServer !== 'autoconfigure') {
    ctx.grantServer.url = `https://127.0.0.1:${ctx.grantServerPort}`;
  }
}

/** Takes over the grant server's certificate and address when they appear and when they change. */
export async function updateGrantServer(ctx: SkupperContext): Promise<void> {
  const { namespace, grantServer } = ctx.options;
  const secret = ctx.kinds.secrets.get(namespace, GRANT_SERVER);
  const cert = secretText(secret, 'tls.crt');
  const key = secretText(secret, 'tls.key');
  const caPem = secretText(secret, 'ca.crt');
  if (!cert || !key || !caPem || ctx.signal.aborted) {
    return;
  }
  servers.get(ctx)?.setSecureContext({ cert, key });
  ctx.grantServer.caPem = caPem;
  if (grantServer === 'autoconfigure') {
    const access = ctx.kinds.securedAccesses.get(namespace, GRANT_SERVER);
    const [endpoint] = access?.status?.endpoints ?? [];
    ctx.grantServer.url =
      endpoint && `https://${endpoint.host}:${endpoint.port}`;
  }
  for (const grant of ctx.kinds.accessGrants.list()) {
    ctx.enqueue('accessGrants', grant.metadata.namespace, grant.metadata.name);
  }
}

// A plain server in front tells TLS from plain HTTP, which gets the answer of Go's HTTPS server.
function listenInFront(ctx: SkupperContext, server: Server): Promise<number> {
  const front = createServer(socket => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      if (chunk[0] === TLS_HANDSHAKE) {
        socket.unshift(chunk);
        server.emit('connection', socket);
      } else {
        socket.end(PLAIN_HTTP_ANSWER);
      }
    });
  });
  const cut = trackSockets(front);
  ctx.signal.addEventListener('abort', () => {
    front.close();
    cut();
  });
  return listen(front, ctx.options.grantServerPort);
}

async function answer(
  ctx: SkupperContext,
  request: IncomingMessage,
  response: ServerResponse,
) {
  let code = '';
  request.setEncoding('utf8');
  for await (const chunk of request) {
    code += chunk;
    if (code.length > MAX_CODE_BYTES) {
      response.statusCode = 413;
      response.end();
      return;
    }
  }
  const uid = (request.url ?? '/').replace(/^\//, '');
  const header = (name: string) => String(request.headers[name] ?? '');
  const result =
    request.method === 'POST'
      ? await redeem(ctx, uid, {
          code: code.trim(),
          name: header('name'),
          subject: header('subject'),
        })
      : { status: 405, body: 'Only POST is supported' };
  response.statusCode = result.status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(result.status === 200 ? result.body : `${result.body}\n`);
}
