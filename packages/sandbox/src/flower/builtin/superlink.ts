import { readFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { bindsOf, flagValue, hasFlag } from '../args';
import { bindAddress } from '../bindAddress';
import { controlIsHttp, fleetIsHttp, runtimeIsHttp } from '../version';
import type { BuiltinContext, BuiltinEnd, ServerTls } from './context';
import { createControl } from './control';
import { uvicornLine } from './flowerLog';
import { createGrpcControl, createGrpcHealth } from './grpcServer';
import { closeAll } from './servers';
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
  const servers: Server[] = [];
  for (const bind of bindsOf('superlink', version, args)) {
    const { host, port } = bind;
    const address = `${host}:${port}`;
    const ip = bindAddress(bind, context.podIP);
    let server: Server | undefined;
    const starting = (what: string) => log('INFO', `${what} on ${address}`);
    if (bind.flag === '--fleet-api-address') {
      starting('Flower Deployment Runtime: Starting Fleet API (gRPC-rere)');
      server = createHttpApi({ version, fleet, tls });
    } else if (bind.flag === '--control-api-address') {
      starting('Flower Deployment Runtime: Starting Control API');
      server = createGrpcControl(version, control, tls);
    } else if (bind.flag === '--health-server-address') {
      server = createGrpcHealth();
    } else if (bind.flag === '--host/--port') {
      [
        ...(runtimeIsHttp(version) ? ['Runtime'] : []),
        ...(controlIsHttp(version) ? ['Control'] : []),
        ...(fleetIsHttp(version) ? ['Fleet'] : []),
      ].forEach(api =>
        log('INFO', `Starting the SuperLink ${api} HTTP API on ${address}.`),
      );
      server = createHttpApi({
        version,
        title: 'SuperLink API',
        control,
        ...(fleetIsHttp(version) && { fleet }),
        // 1.36 serves this port in plaintext whatever the flags say: docs/flower-versions.md.
        tls: controlIsHttp(version) ? tls : undefined,
        log: (client, request, status) =>
          context.print(
            uvicornLine('access', `${client} - "${request}" ${status}`),
          ),
      });
    }
    if (server && ip) {
      servers.push(server);
      await context.network.listen(context.cluster, ip, port, server);
      if (bind.flag === '--host/--port') {
        const scheme = tls && controlIsHttp(version) ? 'https' : 'http';
        context.print(
          uvicornLine(
            'error',
            `Uvicorn running on ${scheme}://${address} (Press CTRL+C to quit)`,
          ),
        );
      }
    }
  }
  if (servers.length === 0) {
    throw new Error(`${container.name} listens on no address of its pod`);
  }
  return servers;
}
