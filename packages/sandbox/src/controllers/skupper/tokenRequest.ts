import http, { STATUS_CODES } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';

/** What a grant server said, or why there was no answer. */
export type TokenAnswer = { body: string } | { error: string };

/**
 * Sends a token's code to its grant server.
 * Failures are told in the words of the real controller, which is written in Go.
 */
export async function requestLink(
  token: { url: string; code: string; ca: string },
  headers: { name: string; subject: string },
  signal: AbortSignal,
): Promise<TokenAnswer> {
  let url: URL;
  try {
    url = new URL(token.url);
  } catch {
    return { error: `Controller got error: parse "${token.url}": invalid URI` };
  }
  try {
    const { status, body } = await post(url, token, headers, signal);
    if (status === 200) {
      return { body };
    }
    const answer = `${status} (${STATUS_CODES[status] ?? ''}) ${body.trim()}`;
    return { error: `Controller got failed response: ${answer}` };
  } catch (error) {
    const reason = goReason(error as NodeJS.ErrnoException, url);
    return { error: `Controller got error: Post "${token.url}": ${reason}` };
  }
}

function post(
  url: URL,
  { code, ca }: { code: string; ca: string },
  headers: { name: string; subject: string },
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const request = (secure ? https : http).request(
      url,
      {
        method: 'POST',
        signal,
        agent: false,
        headers: { ...headers, 'content-length': Buffer.byteLength(code) },
        ...(secure && ca && { ca }),
      },
      response => {
        text(response).then(
          body => resolve({ status: response.statusCode ?? 0, body }),
          reject,
        );
      },
    );
    request.on('error', reject);
    request.end(code);
  });
}

const UNKNOWN_AUTHORITY = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);
/** An unreadable CA leaves no root at all. */
const UNREADABLE = /^ERR_OSSL_(PEM|ASN1)/;

const REASONS: Record<string, (address: string, host: string) => string> = {
  ECONNREFUSED: at => `dial tcp ${at}: connect: connection refused`,
  ENOTFOUND: (_, host) => `dial tcp: lookup ${host}: no such host`,
  EHOSTUNREACH: at => `dial tcp ${at}: connect: no route to host`,
  ETIMEDOUT: at => `dial tcp ${at}: connect: connection timed out`,
  CERT_HAS_EXPIRED: () =>
    'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  ERR_TLS_CERT_ALTNAME_INVALID: (_, host) =>
    `tls: failed to verify certificate: x509: certificate is not valid for ${host}`,
  ECONNRESET: () => 'EOF',
};

function goReason(error: NodeJS.ErrnoException, url: URL): string {
  const { protocol, hostname } = url;
  const port = url.port || (protocol === 'https:' ? 443 : 80);
  const code = error.code ?? '';
  if (UNKNOWN_AUTHORITY.has(code) || UNREADABLE.test(code)) {
    return 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
  }
  return REASONS[code]?.(`${hostname}:${port}`, hostname) ?? error.message;
}
