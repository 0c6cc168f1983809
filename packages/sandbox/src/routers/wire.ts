import { createServer, Socket } from 'node:net';
import { connect as tlsConnect, PeerCertificate, TLSSocket } from 'node:tls';
import { pause } from '../shared/sleep';
import { ProxyProfile } from './config';
import {
  alertFailure,
  authenticationFailure,
  closedFailure,
  Failure,
  idleFailure,
  missingCertificate,
  rejection,
  socketFailure,
  TLS_ALERTS,
  TlsAlert,
  verificationFailure,
} from './failures';
import { ConnectionFailure, readLine } from './lines';
import { LinkCause } from './linkCauses';
import { TlsMaterial } from './profiles';
import { passProxy, proxyDown, ProxyError } from './proxy';

/**
 * First line of a connection, from each end. A link is three connections, as skupper-router's: slot 0 carries control
 * messages, slots 1 and 2 carry streams that the connecting and the listening end open.
 */
export interface OpenMessage {
  router: string;
  instance: number;
  /** `[Cn]` of the sender. */
  connection: number;
  role: string;
  slot: 0 | 1 | 2;
  /** Joins the connections of a link. */
  correlator: string;
  cost: number;
  /** Identity of the router access, from the listening end. */
  accessId?: string;
  /** A fault: what the listening end is to find wrong with the certificate. */
  rejected?: TlsAlert;
  /** A fault: this is meant for the port of the other role. */
  astray?: boolean;
}

/** Compares a host only with the DNS names of a certificate, as the router does: IP addresses among them don't count. */
function matchesDnsName(host: string, certificate: PeerCertificate) {
  const names = (certificate.subjectaltname ?? '')
    .split(', ')
    .filter(name => name.startsWith('DNS:'))
    .map(name => name.slice(4).replace(/^"|"$/g, '').toLowerCase());
  const wanted = host.toLowerCase();
  return names.some(
    name =>
      name === wanted ||
      (name.startsWith('*.') &&
        wanted.includes('.') &&
        wanted.slice(wanted.indexOf('.')) === name.slice(1)),
  );
}

export interface DialOptions {
  /** As configured; the certificate must name the host. */
  host: string;
  port: number;
  dial(): Socket;
  proxy: ProxyProfile | undefined;
  dialProxy(proxy: ProxyProfile): Socket;
  /** undefined: a connector without TLS. */
  tls: TlsMaterial | undefined;
  open: OpenMessage;
  /** What is to go wrong. */
  cause: LinkCause | undefined;
  connectTimeoutMs: number;
  /** How long the peer may stay silent after TLS. */
  silenceMs: number;
  signal: AbortSignal;
}

/**
 * Opens a connection of a link.
 *
 * @throws ConnectionFailure with what the router would log
 * @throws ProxyError when an HTTP proxy is what fails
 */
export async function dialPeer(
  options: DialOptions,
): Promise<{ socket: Socket; answer: OpenMessage }> {
  const { host, port, cause, signal, silenceMs } = options;
  const place = `${host}:${port}`;
  const tls = cause?.tls ? cause.tls(options.tls) : options.tls;
  let socket: Socket | undefined;
  const abort = () => socket?.destroy();
  signal.addEventListener('abort', abort);
  try {
    if (cause?.proxy) throw new ProxyError(cause.proxy(place));
    if (cause?.failure) {
      await pause(cause.dropped ? options.connectTimeoutMs : 1, signal);
      throw new ConnectionFailure(cause.failure(place));
    }
    socket = dialled(options);
    await reached(socket, options, place);
    if (cause?.silent === 'at-once') await never(socket);
    if (cause?.silent) {
      await pause(silenceMs, signal);
      throw new ConnectionFailure(idleFailure());
    }
    if (tls) {
      socket = await secured(socket, host, tls);
      const rejected = verify(socket as TLSSocket, cause?.rejects);
      if (rejected) {
        sendAlert(socket, rejected.alert);
        socket = undefined;
        throw new ConnectionFailure(rejected.failure);
      }
    }
    await sent(socket, {
      ...options.open,
      ...(cause?.rejected && { rejected: cause.rejected }),
      ...(cause?.astray && { astray: true }),
    });
    const line = await within(
      readLine(socket, authenticationFailure()),
      silenceMs,
      () => new ConnectionFailure(idleFailure()),
    );
    const answer = JSON.parse(line);
    if (answer.alert in TLS_ALERTS) {
      throw new ConnectionFailure(alertFailure(answer.alert));
    }
    return { socket, answer };
  } catch (error: any) {
    socket?.destroy();
    if (error instanceof ConnectionFailure || error instanceof ProxyError) {
      throw error;
    }
    throw new ConnectionFailure(
      tls ? socketFailure(error, place) : withoutTls(error, place),
    );
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** A socket that connects to the peer, or to what stands in its place. */
function dialled({ dial, proxy, dialProxy, cause }: DialOptions): Socket {
  if (cause?.stranger) return dialStranger(cause.stranger);
  return proxy ? dialProxy(proxy) : dial();
}

/** Waits for the TCP connection, and for a proxy to pass it on. */
async function reached(
  socket: Socket,
  { proxy, cause, connectTimeoutMs }: DialOptions,
  place: string,
): Promise<void> {
  try {
    await connected(socket, connectTimeoutMs);
  } catch (error: any) {
    if (!proxy || cause?.stranger) throw error;
    throw new ProxyError(proxyDown(proxy, socketFailure(error, '')));
  }
  if (proxy && !cause?.stranger) await passProxy(socket, proxy, place);
}

/** Rejects when the socket is closed; nothing else ends it. */
function never(socket: Socket): Promise<never> {
  return new Promise((_, reject) => {
    socket.on('error', () => {});
    socket.once('close', () => reject(new ConnectionFailure(closedFailure())));
    socket.resume();
  });
}

/** Connects to a server on loopback that lives as long as one connection. */
function dialStranger(behave: (socket: Socket) => void): Socket {
  const socket = new Socket();
  const server = createServer(accepted => {
    accepted.on('error', () => {});
    server.close();
    behave(accepted);
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    if (socket.destroyed) server.close();
    else socket.connect(port, '127.0.0.1');
  });
  return socket;
}

/** A peer that wants TLS closes a connection without. */
function withoutTls(error: Error & { code?: string }, place: string): Failure {
  return /ECONNRESET|EPIPE/.test(error.code ?? '')
    ? authenticationFailure()
    : socketFailure(error, place);
}

/** Checks the certificate of a connecting peer. */
export function verifyClient(socket: TLSSocket, played: TlsAlert | undefined) {
  return Object.keys(socket.getPeerCertificate()).length
    ? verify(socket, played)
    : missingCertificate();
}

/** Writes a message and waits until it is written: only then something else may take over the socket. */
export function sent(socket: Socket, message: OpenMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(`${JSON.stringify(message)}\n`, error =>
      error ? reject(error) : resolve(),
    );
  });
}

/**
 * Tells the peer why it is rejected, and closes. A TLS alert would say it; Node checks certificates after the handshake
 * and sends none, so the alert goes as a line.
 */
export function sendAlert(socket: Socket, alert: TlsAlert): void {
  socket.on('error', () => {});
  socket.resume();
  socket.end(`${JSON.stringify({ alert })}\n`);
  socket.setTimeout(2_000, () => socket.destroy());
}

function verify(socket: TLSSocket, played: TlsAlert | undefined) {
  if (played) return rejection(played);
  return socket.authorized
    ? undefined
    : verificationFailure(String(socket.authorizationError)) ??
        rejection('unknown-ca');
}

/** Begins TLS; whether the other end is accepted is told by `authorized`. @param names - whether it must name the host */
export function beginTls(
  socket: Socket,
  host: string,
  tls: TlsMaterial | undefined,
  names: boolean,
): TLSSocket {
  return tlsConnect({
    socket,
    ...tls,
    servername: /[a-z]/i.test(host) && !host.includes(':') ? host : '',
    rejectUnauthorized: false,
    checkServerIdentity: (_, certificate) =>
      !names || matchesDnsName(host, certificate)
        ? undefined
        : Object.assign(new Error('Host name mismatch'), {
            code: 'ERR_TLS_CERT_ALTNAME_INVALID',
          }),
  });
}

function secured(raw: Socket, host: string, tls: TlsMaterial) {
  return new Promise<TLSSocket>((resolve, reject) => {
    const socket = beginTls(raw, host, tls, true);
    // Stays for good: a late error must not end the process.
    socket.on('error', reject);
    socket.once('close', () => reject(new ConnectionFailure(closedFailure())));
    socket.once('secureConnect', () => resolve(socket));
  });
}

function connected(socket: Socket, timeoutMs: number): Promise<void> {
  const attempt = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.on('error', reject);
    socket.once('close', () =>
      reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })),
    );
  });
  return within(attempt, timeoutMs, () =>
    Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }),
  );
}

async function within<T>(
  promise: Promise<T>,
  ms: number,
  error: () => Error,
): Promise<T> {
  const done = new AbortController();
  const late = pause(ms, done.signal).then(() => {
    if (!done.signal.aborted) throw error();
    return promise;
  });
  return Promise.race([promise, late]).finally(() => done.abort());
}
