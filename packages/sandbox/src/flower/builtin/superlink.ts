import { readFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { Bind, flagValue, hasFlag } from '../args';
import { controlIsHttp, fleetIsHttp, runtimeIsHttp } from '../version';
import type { BuiltinContext, BuiltinEnd, ServerTls } from './context';
import { createControl } from './control';
import { uvicornLine } from './flowerLog';
import { createGrpcControl, createGrpcHealth } from './grpcServer';
import { closeAll, serve } from './servers';
import { createHttpApi } from './httpServer';
import { HEARTBEAT_SECONDS, NodeStore } from './nodeStore';

/** A SuperLink inside this process: Control API and Fleet API over real connections, nodes in memory, no runs. */
export async function runSuperLink(
  context: BuiltinContext,
): Promise<BuiltinEnd> {
  const { version, args, log, signal } = context;
  const insecure = hasFlag(args, '--insecure');
  const authentication = hasFlag(args, '--enable-supernode-auth');
  log('INFO', 'Starting Flower SuperLink');
  if (insecure && authentication) {
    context.print('Exit Code: 104');
    context.print(
      "The '--enable-supernode-auth' flag requires encrypted TLS communications.",
    );
    return { exitCode: 1 };
  }
  const tls = await readTls(context, insecure);
  if (!insecure && !tls) {
    log('ERROR', 'Certificates are required unless running in insecure mode.');
    return { exitCode: 1 };
  }
  if (insecure) {
    log(
      'WARNING',
      'Option `--insecure` was set. Starting insecure HTTP server with unencrypted communication (TLS disabled). Proceed only if you understand the risks.',
    );
  }
  if (!authentication) {
    log(
      'WARNING',
      'SuperNode authentication is disabled. The SuperLink will accept connections from any SuperNode.',
    );
  }
  const servers = await listen(context, tls, authentication);
  try {
    context.setReady(true);
    await context.stopped;
  } finally {
    await closeAll(servers);
  }
  if (signal.aborted) {
    return { exitCode: 137 };
  }
  log('INFO', 'SuperLink terminated gracefully.');
  return { exitCode: version.minor >= 36 ? 143 : 0 };
}

async function readTls(
  { args, files }: BuiltinContext,
  insecure: boolean,
): Promise<ServerTls> {
  const cert = flagValue(args, '--ssl-certfile');
  const key = flagValue(args, '--ssl-keyfile');
  if (insecure || !cert || !key || !hasFlag(args, '--ssl-ca-certfile')) {
    return undefined;
  }
  return {
    cert: await readFile(files.path(cert)),
    key: await readFile(files.path(key)),
  };
}

async function listen(
  context: BuiltinContext,
  tls: ServerTls,
  authentication: boolean,
): Promise<Server[]> {
  const { version, log, args, container } = context;
  const database = flagValue(args, '--database');
  const nodes = new NodeStore(
    undefined,
    undefined,
    database && database !== ':flwr-in-memory:'
      ? context.files.path(database)
      : undefined,
  );
  const fleet = {
    version,
    nodes,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    authentication,
    log,
  };
  const control = createControl({ version, nodes, log });
  const uvicorn = (logger: string, text: string) =>
    context.print(uvicornLine(logger, text));
  // 1.36 serves this port in plaintext whatever the flags say: docs/flower-versions.md.
  const httpTls = controlIsHttp(version) ? tls : undefined;
  const starting = (what: string, { host, port }: Bind) =>
    log('INFO', `${what} on ${host}:${port}`);
  const byFlag: Record<string, (bind: Bind) => Server> = {
    '--fleet-api-address': bind => {
      const what = 'Starting Fleet API (gRPC-rere)';
      starting(`Flower Deployment Runtime: ${what}`, bind);
      return createHttpApi({ version, fleet, tls });
    },
    '--control-api-address': bind => {
      starting('Flower Deployment Runtime: Starting Control API', bind);
      return createGrpcControl(version, control, tls);
    },
    '--health-server-address': createGrpcHealth,
    '--host/--port': ({ host, port }) => {
      [
        ...(runtimeIsHttp(version) ? ['Runtime'] : []),
        ...(controlIsHttp(version) ? ['Control'] : []),
        ...(fleetIsHttp(version) ? ['Fleet'] : []),
      ].forEach(api => {
        const what = `Starting the SuperLink ${api} HTTP API`;
        log('INFO', `${what} on ${host}:${port}.`);
      });
      return createHttpApi({
        version,
        title: 'SuperLink API',
        control,
        ...(fleetIsHttp(version) && { fleet }),
        tls: httpTls,
        log: (client, request, status) =>
          uvicorn('access', `${client} - "${request}" ${status}`),
      });
    },
  };
  const servers = await serve(
    context,
    'superlink',
    bind => byFlag[bind.flag]?.(bind),
    ({ flag, host, port }) => {
      if (flag === '--host/--port') {
        const url = `${httpTls ? 'https' : 'http'}://${host}:${port}`;
        uvicorn('error', `Uvicorn running on ${url} (Press CTRL+C to quit)`);
      }
    },
  );
  if (servers.length === 0) {
    throw new Error(`${container.name} listens on no address of its pod`);
  }
  return servers;
}
