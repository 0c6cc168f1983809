import { readFile } from 'node:fs/promises';
import { pause } from '../../shared/sleep';
import { flagValue, hasFlag } from '../args';
import { runtimeIsHttp } from '../version';
import type { BuiltinContext, BuiltinEnd } from './context';
import { dialFleet, endsNode, HandshakeError } from './fleetDial';
import { FleetConnection } from './fleetHttp';
import { giveUp, refusalOf } from './giveUp';
import { createGrpcHealth } from './grpcServer';
import { closeAll, serve } from './servers';
import { createHttpApi } from './httpServer';
import { generateNodeKey, publicKeyOfOpenSsh } from './nodeKey';

/** Longest wait between two tries, in seconds: Flower's is 20, here a mended link should show soon. */
const MAX_RETRY_SECONDS = 2;

class Refused extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

/** A SuperNode inside this process: connects, sends heartbeats, connects again; it takes no work. */
export async function runSuperNode(
  context: BuiltinContext,
): Promise<BuiltinEnd> {
  const { args, log, version, signal } = context;
  const superlink = flagValue(args, '--superlink') ?? '0.0.0.0:9092';
  const insecure = hasFlag(args, '--insecure');
  log('INFO', 'Starting Flower SuperNode');
  const key = await readKey(context);
  if (!key) {
    context.print('Exit Code: 302');
    context.print('Unable to parse the private key file.');
    return { exitCode: 1 };
  }
  if (insecure) {
    const kind = version.minor >= 37 ? '' : 'HTTP ';
    log(
      'WARNING',
      `Option \`--insecure\` was set. Starting insecure ${kind}channel to ${superlink}.`,
    );
  }
  const servers = await serve(context, 'supernode', ({ flag }) => {
    if (flag === '--health-server-address') {
      return createGrpcHealth();
    }
    return runtimeIsHttp(version)
      ? createHttpApi({ version, title: 'SuperNode API' })
      : undefined;
  });
  context.setReady(true);
  try {
    return await stayConnected(context, superlink, key);
  } finally {
    await closeAll(servers);
    if (!signal.aborted) {
      log('INFO', 'SuperNode terminated gracefully.');
    }
  }
}

interface NodeKey {
  publicKey: string;
  keyless: boolean;
}

async function readKey(context: BuiltinContext): Promise<NodeKey | undefined> {
  const file = flagValue(context.args, '--auth-supernode-private-key');
  if (!file) {
    return { publicKey: generateNodeKey(), keyless: true };
  }
  const text = await readFile(context.files.path(file), 'utf8');
  const publicKey = publicKeyOfOpenSsh(text);
  return publicKey ? { publicKey, keyless: false } : undefined;
}

async function stayConnected(
  context: BuiltinContext,
  superlink: string,
  key: NodeKey,
): Promise<BuiltinEnd> {
  const { log, version } = context;
  const ended = new AbortController();
  const state: { connection?: FleetConnection; nodeId?: string } = {};
  void context.stopped.then(() => {
    ended.abort();
    // Before it is activated there is nothing to say goodbye to.
    if (!state.nodeId) {
      state.connection?.close();
    }
  });
  let tries = 0;
  let failingSince = 0;
  while (!ended.signal.aborted) {
    try {
      const socket = await dialFleet(context, superlink);
      const connection = new FleetConnection(socket);
      state.connection = connection;
      const connected = await greet(connection, key, state.nodeId);
      if (tries > 0) {
        const seconds = ((Date.now() - failingSince) / 1000).toFixed(2);
        log(
          'INFO',
          `Connection successful after ${seconds} seconds and ${
            tries + 1
          } tries.`,
        );
        tries = 0;
      }
      if (!state.nodeId && version.minor > 23) {
        log('INFO', `SuperNode ID: ${connected.nodeId}`);
      }
      state.nodeId = connected.nodeId;
      await beat(connection, connected, ended.signal);
    } catch (error) {
      if (error instanceof HandshakeError && endsNode(version, error)) {
        log('ERROR', 'SSL/TLS handshake error detected.');
        return giveUp(context, { text: error.textFor(version) });
      }
      if (error instanceof Refused) {
        // A SuperLink that forgot the node: it leaves quietly, so that its Deployment starts it anew.
        return state.nodeId
          ? { exitCode: 0 }
          : giveUp(context, refusalOf(version, error));
      }
      if (!ended.signal.aborted) {
        failingSince = tries === 0 ? Date.now() : failingSince;
        tries += 1;
        const cap = Math.min(MAX_RETRY_SECONDS, 0.5 * 2 ** Math.min(tries, 8));
        const seconds = Math.random() * cap;
        log(
          'WARNING',
          `Connection attempt failed, retrying in ${seconds.toFixed(
            2,
          )} seconds`,
        );
        await pause(seconds * 1000, ended.signal);
      }
    } finally {
      const { connection, nodeId } = state;
      if (ended.signal.aborted && nodeId && !context.signal.aborted) {
        await connection
          ?.request({ op: 'deactivate', nodeId }, 1_000)
          .catch(() => undefined);
      }
      connection?.close();
    }
  }
  return { exitCode: context.signal.aborted ? 137 : 0 };
}

/** The first request of a connection: activation, or, for a node that had a connection before, a heartbeat. */
async function greet(
  connection: FleetConnection,
  { publicKey, keyless }: NodeKey,
  nodeId: string | undefined,
): Promise<{ nodeId: string; heartbeatSeconds: number }> {
  const answer = await connection.request(
    nodeId
      ? { op: 'heartbeat', nodeId }
      : { op: 'activate', publicKey, keyless },
  );
  if (!answer.ok) {
    throw new Refused(answer.code, answer.refusal);
  }
  return answer;
}

async function beat(
  connection: FleetConnection,
  { nodeId, heartbeatSeconds }: { nodeId: string; heartbeatSeconds: number },
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    await pause(heartbeatSeconds * 1000 * (0.6 + Math.random() * 0.2), ended);
    if (!ended.aborted) {
      await greet(connection, { publicKey: '', keyless: true }, nodeId);
    }
  }
}
