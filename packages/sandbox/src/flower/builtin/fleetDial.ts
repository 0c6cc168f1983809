import { readFile } from 'node:fs/promises';
import { isIP, Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { connected } from '../../shared/servers';
import { flagValue, hasFlag } from '../args';
import { dialFromPod } from '../podNetwork';
import { fleetIsHttp, FlowerVersion } from '../version';
import type { BuiltinContext } from './context';

/** TLS failed, rather than the network. */
export class HandshakeError extends Error {
  constructor(
    readonly kind: 'untrusted' | 'name' | 'no-tls',
    /** As Python's ssl module says it. */
    private readonly reason: string,
    readonly address: string,
  ) {
    super(reason);
  }

  /** As Flower prints it. */
  textFor(version: FlowerVersion): string {
    return fleetIsHttp(version)
      ? `[SSL: ${
          this.kind === 'no-tls'
            ? 'WRONG_VERSION_NUMBER'
            : 'CERTIFICATE_VERIFY_FAILED'
        }] ${this.reason} (_ssl.c:1006)`
      : `failed to connect to all addresses; last error: UNKNOWN: ipv4:${this.address}: Tls handshake failed (TSI_PROTOCOL_FAILURE): SSL_ERROR_SSL: error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate: OK`;
  }
}

/** Whether a SuperNode of this release gives up after it, instead of trying again: docs/flower-versions.md. */
export function endsNode(
  version: FlowerVersion,
  { kind }: HandshakeError,
): boolean {
  return fleetIsHttp(version) || (kind === 'untrusted' && version.minor > 23);
}

function handshakeError(
  { code, message }: NodeJS.ErrnoException,
  host: string,
  address: string,
): Error {
  if (/UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_UNTRUSTED/.test(code ?? '')) {
    return new HandshakeError(
      'untrusted',
      'certificate verify failed: unable to get local issuer certificate',
      address,
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new HandshakeError(
      'name',
      `certificate verify failed: ${
        isIP(host) ? 'IP address' : 'Hostname'
      } mismatch, certificate is not valid for '${host}'.`,
      address,
    );
  }
  return /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/.test(code ?? '')
    ? new HandshakeError('no-tls', 'wrong version number', address)
    : new Error(message);
}

/**
 * A connection to a SuperLink, with TLS unless the SuperNode was told `--insecure`.
 * @throws HandshakeError if only the TLS failed
 */
export async function dialFleet(
  context: BuiltinContext,
  superlink: string,
): Promise<Socket> {
  const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(superlink) ?? [];
  const insecure = hasFlag(context.args, '--insecure');
  const file = flagValue(context.args, '--root-certificates');
  const ca =
    file && !insecure ? await readFile(context.files.path(file)) : undefined;
  const plain = dialFromPod(context, host, Number(port));
  plain.on('error', () => undefined);
  if (!insecure) {
    return secured(plain, host, superlink, ca);
  }
  await connected(plain);
  return plain;
}

function secured(
  plain: Socket,
  host: string,
  address: string,
  ca: Buffer | undefined,
): Promise<Socket> {
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
    secure.on('error', error => reject(handshakeError(error, host, address)));
    secure.once('close', () => reject(new Error('closed')));
    plain.once('error', reject);
  });
}
