import { KeyObject } from 'node:crypto';

const MAGIC = Buffer.from('openssh-key-v1\0');
const BLOCK = 8;
const LINE = 70;

/** NIST curves by their names in JSON Web Keys. */
const CURVES: Record<string, string> = {
  'P-256': 'nistp256',
  'P-384': 'nistp384',
  'P-521': 'nistp521',
};

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A string or bytes behind their length (RFC 4251 §5). */
function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** A positive whole number: no leading zeros, but one where the first bit is set (RFC 4251 §5). */
function mpint(value: Buffer): Buffer {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start += 1;
  const bytes = value.subarray(start);
  return text(
    bytes[0] > 0x7f ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes,
  );
}

/**
 * Writes an elliptic curve's private key in OpenSSH's own format (`openssh-key-v1`, OpenSSH's PROTOCOL.key), without
 * encryption. Flower takes a SuperNode's key in no other format, and Node cannot write it.
 *
 * @param key - private key on a NIST curve
 * @param check - number by which a reader sees that it decrypted well; any
 * @throws TypeError for another kind of key
 * @internal
 */
export function openSshPrivateKey(
  key: KeyObject,
  options: { comment: string; check: number },
): string {
  const { crv = '', x = '', y = '', d = '' } = key.export({ format: 'jwk' });
  const curve = CURVES[crv];
  if (!curve) throw new TypeError('not a private key on a NIST curve');
  const publicPart = Buffer.concat([
    text(`ecdsa-sha2-${curve}`),
    text(curve),
    text(
      Buffer.concat([
        Buffer.from([4]),
        Buffer.from(x, 'base64url'),
        Buffer.from(y, 'base64url'),
      ]),
    ),
  ]);
  const inner = Buffer.concat([
    uint32(options.check),
    uint32(options.check),
    publicPart,
    mpint(Buffer.from(d, 'base64url')),
    text(options.comment),
  ]);
  const padding = Buffer.from(
    Array.from({ length: (BLOCK - (inner.length % BLOCK)) % BLOCK }).map(
      (_, i) => i + 1,
    ),
  );
  const body = Buffer.concat([
    MAGIC,
    text('none'),
    text('none'),
    text(''),
    uint32(1),
    text(publicPart),
    text(Buffer.concat([inner, padding])),
  ]).toString('base64');
  const lines = body.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...lines,
    '-----END OPENSSH PRIVATE KEY-----',
    '',
  ].join('\n');
}
