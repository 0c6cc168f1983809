/** An AMQP error condition and its text, as the router logs them. */
export interface Failure {
  condition: string;
  text: string;
}

const FRAMING_ERROR = 'amqp:connection:framing-error';

/** TLS alerts as the end that receives them names them (OpenSSL 3.0), by what the rejecting end found. */
export const TLS_ALERTS = {
  'unknown-ca': ['418', 'tlsv1 alert unknown ca'],
  expired: ['415', 'sslv3 alert certificate expired'],
  'not-yet-valid': ['412', 'sslv3 alert bad certificate'],
  'hostname-mismatch': ['410', 'sslv3 alert handshake failure'],
  'certificate-required': ['45C', 'tlsv13 alert certificate required'],
} as const;

export type TlsAlert = keyof typeof TLS_ALERTS;

const CERTIFICATE_VERIFY_FAILED = ssl('086', 'certificate verify failed');
const UNEXPECTED_EOF = ssl('126', 'unexpected eof while reading');
const NO_CERTIFICATE = ssl('0C7', 'peer did not return a certificate');

/** System errors, with the texts of the C library; the place of the failure follows the text. */
const SYSTEM_ERRORS: Record<string, string> = {
  ECONNREFUSED: 'Connection refused - disconnected ',
  ECONNRESET: 'Connection reset by peer - disconnected ',
  EPIPE: 'Broken pipe - disconnected ',
  EHOSTUNREACH: 'No route to host - disconnected ',
  ENETUNREACH: 'Network is unreachable - on connect ',
  ETIMEDOUT: 'Connection timed out - disconnected ',
  // Two blanks, as in the router's text.
  ENOTFOUND: 'Name or service not known - connect to  ',
  EAI_AGAIN: 'Temporary failure in name resolution - connect to  ',
};

/** Names that Node gives to errors of the TLS library, and the library's numbers and reasons. */
const SSL_ERRORS: Record<string, Failure> = {
  ERR_SSL_WRONG_VERSION_NUMBER: ssl('10B', 'wrong version number'),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ssl('10B', 'wrong version number'),
  ERR_SSL_HTTP_REQUEST: ssl('09C', 'http request'),
  ERR_SSL_UNSUPPORTED_PROTOCOL: ssl('102', 'unsupported protocol'),
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: ssl(
    '42E',
    'tlsv1 alert protocol version',
  ),
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: alertFailure('unknown-ca'),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: alertFailure('expired'),
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: alertFailure('not-yet-valid'),
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: alertFailure('hostname-mismatch'),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: alertFailure(
    'certificate-required',
  ),
  ERR_SSL_UNEXPECTED_EOF_WHILE_READING: UNEXPECTED_EOF,
  ERR_SSL_UNEXPECTED_MESSAGE: ssl('0F4', 'unexpected message'),
};

/** What Node's verification found, as the alert that a router would send for it. */
const VERIFICATION_ERRORS: Record<string, TlsAlert> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-ca',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-ca',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown-ca',
  CERT_SIGNATURE_FAILURE: 'unknown-ca',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'hostname-mismatch',
};

/** Why a peer's certificate is rejected: this end's text, and the alert that goes to the peer. */
interface Rejection {
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
  const [number, reason] = TLS_ALERTS[alert];
  return ssl(number, reason);
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
  if (SSL_ERRORS[code]) return SSL_ERRORS[code];
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
