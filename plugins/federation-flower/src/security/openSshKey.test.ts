import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSshPrivateKey } from './openSshKey';
import { isPublicKey, makeSuperNodeKey, sha256 } from './superNodeKey';

const fixture = (name: string) =>
  readFileSync(join(__dirname, '__fixtures__', name), 'utf8');
const SSH = fixture('ssh-keygen-ecdsa-384.txt');
const PEM = fixture('ssh-keygen-ecdsa-384.pem.txt');

/** The strings of an unencrypted key file: outer, then those of its private part. */
function read(file: string) {
  const body = Buffer.from(file.split('\n').slice(1, -2).join(''), 'base64');
  let offset = 15;
  const next = (from = body) => {
    const length = from.readUInt32BE(offset);
    offset += 4 + length;
    return from.subarray(offset - length, offset);
  };
  const outer = [next(), next(), next()].map(String);
  offset += 4;
  next();
  const inner = Buffer.from(next());
  const check = inner.readUInt32BE(0);
  offset = 8;
  const [type, curve] = [next(inner), next(inner)].map(String);
  const point = next(inner);
  const d = next(inner);
  const comment = String(next(inner));
  return { outer, check, type, curve, point, d, comment };
}

/** The fixture's key as Node knows keys. */
function keyOf(file: string) {
  const { point, d } = read(file);
  const { x, y } = createPublicKey(PEM).export({ format: 'jwk' });
  expect(point.subarray(1, 49).toString('base64url')).toBe(x);
  const fixed = Buffer.concat([Buffer.alloc(48), d]).subarray(-48);
  return createPrivateKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-384', x, y, d: fixed.toString('base64url') },
  });
}

describe('openSshPrivateKey', () => {
  it('writes byte for byte what ssh-keygen wrote', () => {
    const { check } = read(SSH);
    expect(
      openSshPrivateKey(keyOf(SSH), { comment: 'supernode-1', check }),
    ).toBe(SSH);
  });

  it.each(['prime256v1', 'secp384r1', 'secp521r1'])(
    'holds the number of a key on %s, whatever its first byte',
    namedCurve => {
      for (let i = 0; i < 40; i++) {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve });
        const { d } = privateKey.export({ format: 'jwk' });
        const found = read(
          openSshPrivateKey(privateKey, { comment: 'x'.repeat(i), check: i }),
        );
        expect(found.outer).toEqual(['none', 'none', '']);
        const number = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
        expect(number(found.d)).toBe(number(Buffer.from(d!, 'base64url')));
        // eslint-disable-next-line no-bitwise
        expect(found.d[0] & 0x80).toBe(0);
      }
    },
  );

  it('refuses what Flower refuses', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(() =>
      openSshPrivateKey(privateKey, { comment: '', check: 1 }),
    ).toThrow('not a private key on a NIST curve');
  });
});

describe('makeSuperNodeKey', () => {
  it('gives the public half as Flower compares it', () => {
    const { privateKey, publicKey } = makeSuperNodeKey('west/supernode-1');
    expect(isPublicKey(publicKey)).toBe(true);
    expect(publicKey).toMatch(/\n-----END PUBLIC KEY-----\n$/);
    expect(publicKey).toHaveLength(PEM.length);
    const { x } = createPublicKey(publicKey).export({ format: 'jwk' });
    expect(read(privateKey).point.subarray(1, 49).toString('base64url')).toBe(
      x,
    );
    expect(read(privateKey).comment).toBe('west/supernode-1');
  });

  it('knows a public key that was cut', () => {
    expect(isPublicKey(PEM)).toBe(true);
    expect(isPublicKey(PEM.trimEnd())).toBe(false);
    expect(isPublicKey('no key')).toBe(false);
    expect(sha256(PEM)).not.toBe(sha256(PEM.trimEnd()));
  });
});
