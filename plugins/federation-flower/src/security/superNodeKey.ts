import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomInt,
} from 'node:crypto';
import { openSshPrivateKey } from './openSshKey';

/** @internal */
export interface SuperNodeKey {
  /** In OpenSSH's format: Flower refuses every other. */
  privateKey: string;
  /** PEM SubjectPublicKeyInfo with its trailing newline: the SuperLink compares these bytes. */
  publicKey: string;
}

/** A new key pair on P-384, as Flower's documentation makes it. @internal */
export function makeSuperNodeKey(comment: string): SuperNodeKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-384',
  });
  return {
    privateKey: openSshPrivateKey(privateKey, {
      comment,
      check: randomInt(2 ** 32 - 1),
    }),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  };
}

/** Whether a text is an elliptic curve's public key as the SuperLink takes it. @internal */
export function isPublicKey(pem: string): boolean {
  try {
    const key = createPublicKey(pem);
    return (
      key.asymmetricKeyType === 'ec' &&
      key.export({ type: 'spki', format: 'pem' }) === pem
    );
  } catch {
    return false;
  }
}

/** SHA-256 of a text, hexadecimal: for what must be known by observers, and for what must start pods anew. @internal */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
