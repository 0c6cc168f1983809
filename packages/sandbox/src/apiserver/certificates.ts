import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509';

/** What a TLS server needs, as PEM. */
export interface ServerTls {
  key: string;
  cert: string;
  ca: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 60 * 60 * 1000;

function serial(): string {
  // The first bit is left out, so that the number stays positive.
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  return bytes.toString('hex');
}

/** A new CA and a certificate of it for a server on loopback (`127.0.0.1`, `localhost`), EC P-256. */
export async function createServerTls(
  names: string[] = [],
): Promise<ServerTls> {
  const crypto = webcrypto as unknown as Crypto;
  cryptoProvider.set(crypto);
  const period = {
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 365 * DAY),
    signingAlgorithm: ALGORITHM,
  };
  const [caKeys, keys] = await Promise.all([
    crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']),
    crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']),
  ]);
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...period,
    serialNumber: serial(),
    name: 'CN=kubernetes',
    keys: caKeys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(
        KeyUsageFlags.keyCertSign |
          KeyUsageFlags.cRLSign |
          KeyUsageFlags.digitalSignature,
        true,
      ),
    ],
  });
  const certificate = await X509CertificateGenerator.create({
    ...period,
    serialNumber: serial(),
    subject: 'CN=kube-apiserver',
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'dns', value: 'localhost' },
        { type: 'dns', value: 'kubernetes.default.svc' },
        ...names.map(value => ({ type: 'dns' as const, value })),
      ]),
    ],
  });
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    key: PemConverter.encode(key, 'PRIVATE KEY'),
    cert: certificate.toString('pem'),
    ca: ca.toString('pem'),
  };
}
