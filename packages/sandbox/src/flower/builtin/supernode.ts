import { readFile } from 'node:fs/promises';
import { isIP, Server, Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { pause } from '../../kubelet/timings';
import { bindsOf, flagValue, hasFlag } from '../args';
import { bindAddress } from '../bindAddress';
import { dialFromPod } from '../podNetwork';
import { runtimeIsHttp } from '../version';
import type { BuiltinContext, BuiltinEnd } from './builtinRuntime';
import { FleetConnection } from './fleet';
import { createGrpcHealth } from './grpcServer';
import { closeAll } from './servers';
import { createHttpApi } from './httpServer';
import { generateNodeKey, publicKeyOfOpenSsh } from './nodeKey';

/** Longest wait between two tries, in seconds: Flower's is 20, here a mended link should show soon. */
const MAX_RETRY_SECONDS = 2;

class Refused extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}
class UntrustedServer extends Error {}

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
  const servers = await listen(context);
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

async function listen(context: BuiltinContext): Promise<Server[]> {
  const { version } = context;
  const servers: Server[] = [];
  for (const bind of bindsOf('supernode', version, context.args)) {
    const ip = bindAddress(bind, context.podIP);
    let server: Server | undefined;
    if (bind.flag === '--health-server-address') {
      server = createGrpcHealth();
    } else if (runtimeIsHttp(version)) {
      server = createHttpApi({ version, title: 'SuperNode API' });
    }
    if (server && ip) {
      servers.push(server);
      await context.network.listen(context.cluster, ip, bind.port, server);
    }
  }
  return servers;
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
      const connection = new FleetConnection(await dial(context, superlink));
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
      if (error instanceof UntrustedServer && version.minor > 23) {
        return giveUp(context, 0, 'SSL/TLS handshake error detected.');
      }
      if (error instanceof Refused) {
        // A SuperLink that forgot the node: it leaves quietly, so that its Deployment starts it anew.
        return state.nodeId
          ? { exitCode: 0 }
          : giveUp(context, error.code, error.message);
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

async function giveUp(
  context: BuiltinContext,
  code: number,
  message: string,
): Promise<BuiltinEnd> {
  const { log, print, version } = context;
  if (code === 0) {
    log('ERROR', message);
  }
  if (version.minor >= 38) {
    print('Exit Code: 305');
    print('Failed to initialize the connection to the SuperLink.');
    if (code) {
      print(`[code: ${code}] Failed to activate SuperNode.`);
    }
    return { exitCode: 1 };
  }
  print(`RuntimeError: generator didn't yield`);
  if (version.minor === 35 || version.minor === 36) {
    // These hang instead of ending: flower-measured.md §1.3.
    await context.stopped;
    return { exitCode: context.signal.aborted ? 137 : 0 };
  }
  return { exitCode: 1 };
}

function dial(context: BuiltinContext, superlink: string): Promise<Socket> {
  const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(superlink) ?? [];
  const plain = dialFromPod(context, host, Number(port));
  plain.on('error', () => undefined);
  if (hasFlag(context.args, '--insecure')) {
    return new Promise((resolve, reject) => {
      plain.once('error', reject);
      plain.once('close', () => reject(new Error('closed')));
      if (plain.pending) {
        plain.once('connect', () => resolve(plain));
      } else {
        resolve(plain);
      }
    });
  }
  return dialTls(context, plain, host);
}

async function dialTls(
  context: BuiltinContext,
  plain: Socket,
  host: string,
): Promise<Socket> {
  const file = flagValue(context.args, '--root-certificates');
  const ca = file ? await readFile(context.files.path(file)) : undefined;
  return new Promise((resolve, reject) => {
    const secure = tlsConnect(
      {
        socket: plain,
        ca,
        host,
        ...(!isIP(host) && { servername: host }),
        timeout: 5_000,
      },
      () => {
        secure.setTimeout(0);
        resolve(secure);
      },
    );
    secure.once('timeout', () => secure.destroy(new Error('timeout')));
    secure.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        /UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_UNTRUSTED/.test(
          error.code ?? '',
        )
          ? new UntrustedServer(error.message)
          : error,
      ),
    );
    secure.once('close', () => reject(new Error('closed')));
    plain.once('error', reject);
  });
}
