import { createPublicKey, generateKeyPairSync } from 'node:crypto';

const curves: Record<string, { name: string; size: number }> = {
  nistp256: { name: 'P-256', size: 32 },
  nistp384: { name: 'P-384', size: 48 },
  nistp521: { name: 'P-521', size: 66 },
};

/** A new key of a SuperNode that was given none: PEM of the public half. */
export function generateNodeKey(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return publicKey.export({ type: 'spki', format: 'pem' }) as string;
}

/**
 * Public half of an OpenSSH private key on a NIST curve, as the PEM that RegisterNode takes.
 * @returns undefined for other formats and keys, which Flower refuses as well
 */
export function publicKeyOfOpenSsh(text: string): string | undefined {
  const body =
    /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*)-----END OPENSSH PRIVATE KEY-----/.exec(
      text,
    )?.[1];
  if (!body) {
    return undefined;
  }
  try {
    const buffer = Buffer.from(body.replace(/\s/g, ''), 'base64');
    let offset = 'openssh-key-v1\0'.length;
    const next = (from = buffer) => {
      const length = from.readUInt32BE(offset);
      offset += 4 + length;
      return from.subarray(offset - length, offset);
    };
    next(); // cipher
    next(); // key derivation
    next(); // its options
    offset += 4; // number of keys
    const publicKey = Buffer.from(next());
    offset = 0;
    next(publicKey); // type
    const curve = curves[next(publicKey).toString()];
    const point = next(publicKey);
    const [x, y] = [0, 1].map(index =>
      point
        .subarray(1 + index * curve.size, 1 + (index + 1) * curve.size)
        .toString('base64url'),
    );
    return createPublicKey({
      format: 'jwk',
      key: { kty: 'EC', crv: curve.name, x, y },
    }).export({ type: 'spki', format: 'pem' }) as string;
  } catch {
    return undefined;
  }
}
