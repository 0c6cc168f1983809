import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 3600 * 1000;

x509.cryptoProvider.set(webcrypto as Crypto);

/** A certificate authority of a site, for tests. */
export interface TestAuthority {
  pem: string;
  /** Data of a Secret `kubernetes.io/tls`, base64. */
  issue(options: {
    subject: string;
    dns?: string[];
    ip?: string[];
    validFrom?: number;
    validTo?: number;
  }): Promise<Record<string, string>>;
}

/** Makes an authority as the Skupper controller does for a site. */
export async function createAuthority(name: string): Promise<TestAuthority> {
  const keys = await generateKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 365 * DAY),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const pem = root.toString('pem');
  return {
    pem,
    issue: async ({
      subject,
      dns = [],
      ip = [],
      validFrom = -1,
      validTo = 30,
    }) => {
      const own = await generateKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        subject: `CN=${subject}`,
        issuer: root.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        notBefore: new Date(Date.now() + validFrom * DAY),
        notAfter: new Date(Date.now() + validTo * DAY),
        extensions: [
          new x509.SubjectAlternativeNameExtension([
            ...dns.map(value => ({ type: 'dns' as const, value })),
            ...ip.map(value => ({ type: 'ip' as const, value })),
          ]),
        ],
      });
      const key = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
      const base64 = (text: string) => Buffer.from(text).toString('base64');
      return {
        'ca.crt': base64(pem),
        'tls.crt': base64(certificate.toString('pem')),
        'tls.key': base64(x509.PemConverter.encode(key, 'PRIVATE KEY')),
      };
    },
  };
}

function generateKeys() {
  return webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ]) as Promise<CryptoKeyPair>;
}
