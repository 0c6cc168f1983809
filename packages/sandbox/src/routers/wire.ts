import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as tlsConnect, PeerCertificate, TLSSocket } from 'node:tls';
import {
  alertFailure,
  closedFailure,
  faultError,
  idleFailure,
  missingCertificate,
  socketFailure,
  TLS_ALERTS,
  TlsAlert,
  verificationFailure,
} from './failures';
import { LinkFault } from './faults';
import { ConnectionFailure, readLine } from './lines';

/** Certificates of a TLS profile, as PEM. */
export interface TlsMaterial {
  ca: string;
  cert?: string;
  key?: string;
}

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
}

/** Compares a host only with the DNS names of a certificate, as the router does: IP addresses among them don't count. */
export function matchesDnsName(host: string, certificate: PeerCertificate) {
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
  /** undefined: a connector without TLS. */
  tls: TlsMaterial | undefined;
  open: OpenMessage;
  fault: LinkFault | undefined;
  connectTimeoutMs: number;
  /** How long the peer may stay silent after TLS. */
  silenceMs: number;
  signal: AbortSignal;
}

/**
 * Opens a connection of a link.
 *
 * @throws ConnectionFailure with what the router would log
 */
export async function dialPeer(
  options: DialOptions,
): Promise<{ socket: Socket; answer: OpenMessage }> {
  const { host, port, tls, open, fault, signal } = options;
  const place = `${host}:${port}`;
  let socket: Socket | undefined;
  const abort = () => socket?.destroy();
  signal.addEventListener('abort', abort);
  try {
    const simulated = fault && faultError(fault);
    if (simulated) {
      const dropped = simulated.code === 'ETIMEDOUT';
      await pause(dropped ? options.connectTimeoutMs : 1, signal);
      throw simulated;
    }
    socket = options.dial();
    await connected(socket, options.connectTimeoutMs);
    if (tls) {
      socket = await secured(socket, host, tls);
      const rejected = verify(socket as TLSSocket, fault);
      if (rejected) {
        sendAlert(socket, rejected.alert);
        socket = undefined;
        throw new ConnectionFailure(rejected.failure);
      }
    }
    await sent(socket, open);
    const line = await within(
      readLine(socket),
      options.silenceMs,
      () => new ConnectionFailure(idleFailure()),
    );
    const answer = JSON.parse(line);
    if (answer.alert in TLS_ALERTS) {
      throw new ConnectionFailure(alertFailure(answer.alert));
    }
    return { socket, answer };
  } catch (error: any) {
    socket?.destroy();
    if (error instanceof ConnectionFailure) throw error;
    throw new ConnectionFailure(socketFailure(error, place));
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Checks the certificate of a connecting peer; `fault` says that it is to fail. */
export function verifyClient(socket: TLSSocket, fault: LinkFault | undefined) {
  if (!Object.keys(socket.getPeerCertificate()).length) {
    return missingCertificate();
  }
  return verify(socket, fault);
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

function verify(socket: TLSSocket, fault: LinkFault | undefined) {
  const simulated: Partial<Record<LinkFault, string>> = {
    'unknown-ca': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    expired: 'CERT_HAS_EXPIRED',
    'hostname-mismatch': 'ERR_TLS_CERT_ALTNAME_INVALID',
  };
  const code =
    (fault && simulated[fault]) ??
    (socket.authorized ? undefined : String(socket.authorizationError));
  return code === undefined
    ? undefined
    : verificationFailure(code) ??
        verificationFailure('CERT_SIGNATURE_FAILURE');
}

function secured(raw: Socket, host: string, tls: TlsMaterial) {
  return new Promise<TLSSocket>((resolve, reject) => {
    const socket = tlsConnect({
      socket: raw,
      ...tls,
      servername: /[a-z]/i.test(host) && !host.includes(':') ? host : '',
      rejectUnauthorized: false,
      checkServerIdentity: (_, certificate) =>
        matchesDnsName(host, certificate)
          ? undefined
          : Object.assign(new Error('Host name mismatch'), {
              code: 'ERR_TLS_CERT_ALTNAME_INVALID',
            }),
    });
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

/** Waits; ends early, without an error, when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => {});
}
