import { Duplex } from 'node:stream';
import { connect, TLSSocket } from 'node:tls';
import { ServiceUnavailableError } from '@backstage/errors';
import { ServedCertificate } from './types';
import { certificateFacts } from '../security/certificates';

/** How to speak TLS with a SuperLink. @public */
export interface ControlTls {
  /** PEM of the authority that must have signed the SuperLink's certificate. */
  ca: string;
  /** Told before anything is sent, also of a certificate that is then refused. */
  onCertificate?(certificate: ServedCertificate): void;
}

/** Refusals that are about dates, not about who signed: the answer is still the SuperLink's own. */
const DATES = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

function served(socket: TLSSocket): ServedCertificate | undefined {
  const raw = socket.getPeerCertificate(false)?.raw;
  const facts = raw && certificateFacts(raw);
  const code = String(socket.authorizationError ?? '');
  return facts && { ...facts, trusted: socket.authorized || DATES.has(code) };
}

/**
 * Puts TLS on a connection to a SuperLink. Who it is is known by the authority, which signs for nobody else, and by the
 * port-forward, which goes to the pod: so the certificate may lack any name, and a finding can say which one.
 *
 * @throws ServiceUnavailableError without the SuperLink's name, which the caller knows
 * @internal
 */
export function secureConnection(
  connection: Duplex,
  tls: ControlTls,
  options: { alpn: 'h2' | 'http/1.1'; signal: AbortSignal },
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) =>
      reject(new ServiceUnavailableError(reason));
    const socket = connect({
      socket: connection,
      ca: tls.ca,
      ALPNProtocols: [options.alpn],
      // Decided below, once it is known what was served.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    const onAbort = () => socket.destroy();
    options.signal.addEventListener('abort', onAbort, { once: true });
    socket.once('secureConnect', () => {
      options.signal.removeEventListener('abort', onAbort);
      const certificate = served(socket);
      if (certificate) tls.onCertificate?.(certificate);
      if (certificate?.trusted) {
        resolve(socket);
        return;
      }
      socket.destroy();
      fail(
        `its certificate was not signed by the federation’s authority (${socket.authorizationError})`,
      );
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      fail(
        /WRONG_VERSION_NUMBER|EPROTO/.test(`${error.code}`)
          ? 'it does not speak TLS'
          : `TLS failed: ${error.message}`,
      ),
    );
    socket.once('close', () => fail('it closed the connection instead of TLS'));
  });
}
