import { readTemplates } from '../shared/templates';

/** An AMQP error condition and its text, as the router logs them. */
export interface Failure {
  condition: string;
  text: string;
}

const FRAMING_ERROR = 'amqp:connection:framing-error';

/** What the rejecting end of TLS found. */
export type TlsAlert =
  | 'unknown-ca'
  | 'expired'
  | 'not-yet-valid'
  | 'hostname-mismatch'
  | 'certificate-required';

type SslError = [number: string, reason: string];

const table = readTemplates(require.resolve('./failures.yaml'));
export const TLS_ALERTS = table<Record<TlsAlert, SslError>>('alerts');
const SYSTEM_ERRORS = table<Record<string, string>>('system');
const SSL_ERRORS = table<Record<string, SslError>>('tls');
const VERIFICATION_ERRORS = table<Record<string, TlsAlert>>('verification');

const CERTIFICATE_VERIFY_FAILED = ssl('086', 'certificate verify failed');
const UNEXPECTED_EOF = ssl('126', 'unexpected eof while reading');
const NO_CERTIFICATE = ssl('0C7', 'peer did not return a certificate');

/** Why a peer's certificate is rejected: this end's text, and the alert that goes to the peer. */
export interface Rejection {
  failure: Failure;
  alert: TlsAlert;
}

/** Verification of the peer's certificate failed here. */
export function verificationFailure(code: string): Rejection | undefined {
  const alert = VERIFICATION_ERRORS[code];
  return alert && { failure: CERTIFICATE_VERIFY_FAILED, alert };
}

/** A rejection that is only played. */
export function rejection(alert: TlsAlert): Rejection {
  return alert === 'certificate-required'
    ? missingCertificate()
    : { failure: CERTIFICATE_VERIFY_FAILED, alert };
}

/** The peer showed no certificate. */
export function missingCertificate(): Rejection {
  return { failure: NO_CERTIFICATE, alert: 'certificate-required' };
}

/** The peer rejected this end's certificate. */
export function alertFailure(alert: TlsAlert): Failure {
  return ssl(...TLS_ALERTS[alert]);
}

/** The peer closed the connection: the usual line of a router that is restarted. */
export function closedFailure(): Failure {
  return UNEXPECTED_EOF;
}

/** An open connection broke: a peer that ends at once shows as a reset in Node, but as an end in the router. */
export function lostFailure(
  error: NodeJS.ErrnoException,
  place: string,
): Failure {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE'
    ? UNEXPECTED_EOF
    : socketFailure(error, place);
}

/** The peer ended before it answered, but in good order: what a proxy that ends TLS looks like. */
export function authenticationFailure(): Failure {
  return {
    condition: 'amqp:unauthorized-access',
    text: 'Authentication failed [mech=none]',
  };
}

/** The peer doesn't speak TLS. */
export function abortedFailure(): Failure {
  return { condition: FRAMING_ERROR, text: 'connection aborted' };
}

/** The peer answers in another protocol, inside of TLS. */
export function protocolFailure(answer: string): Failure {
  const quoted = answer.replace(
    // eslint-disable-next-line no-control-regex
    /[\x00-\x1f\x7f-\uffff]/g,
    char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return {
    condition: FRAMING_ERROR,
    text: `Expected SASL protocol header got: Unknown protocol ['${quoted}']`,
  };
}

export function idleFailure(): Failure {
  return {
    condition: 'amqp:resource-limit-exceeded',
    text: 'local-idle-timeout expired',
  };
}

/**
 * @param error - an error of a Node socket
 * @param place - `host:port` as configured
 */
export function socketFailure(
  error: NodeJS.ErrnoException,
  place: string,
): Failure {
  const code = error.code ?? '';
  // Node reports a peer that closes during the handshake as a reset.
  if (/before secure TLS connection/.test(error.message)) return UNEXPECTED_EOF;
  if (VERIFICATION_ERRORS[code]) return CERTIFICATE_VERIFY_FAILED;
  if (SSL_ERRORS[code]) return ssl(...SSL_ERRORS[code]);
  const number = /error:([0-9A-Fa-f]{8}):[^:]*:[^:]*:([^:]*)/.exec(
    error.message,
  );
  if (number) return ssl(number[1].slice(-3).toUpperCase(), number[2].trim());
  const text = SYSTEM_ERRORS[code];
  return text
    ? { condition: 'proton:io', text: `${text}${place}` }
    : abortedFailure();
}

/** What a listening end finds wrong with bytes that are not TLS. */
export function isNotTls(error: NodeJS.ErrnoException): boolean {
  return [
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_HTTP_REQUEST',
    'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  ].includes(error.code ?? '');
}

/** The target's certificate is not accepted, as the TCP adaptor names it. */
export function verificationText(): string {
  return tlsText(CERTIFICATE_VERIFY_FAILED)!;
}

function tlsText({ text }: Failure): string | undefined {
  const found = /^SSL Failure: (.*)$/.exec(text);
  return found ? `Code: -2 ${found[1]}` : undefined;
}

/** A TLS failure of a client or a target, as the TCP adaptor names it; undefined for other errors. */
export function tlsErrorOf(error: NodeJS.ErrnoException): string | undefined {
  return tlsText(socketFailure(error, ''));
}

/** A failure of a target of a TCP connector, as flow records name it. */
export function targetError(
  error: NodeJS.ErrnoException,
  place: string,
): string {
  const { text } = socketFailure(error, '');
  const what = text.split(' - ')[0];
  const connecting = error.syscall === 'connect';
  return `proton:io (${what} - ${
    connecting ? 'on connect' : 'async disconnect'
  } ${place})`;
}

function ssl(number: string, reason: string): Failure {
  return {
    condition: FRAMING_ERROR,
    text: `SSL Failure: error:0A000${number}:SSL routines::${reason}`,
  };
}
