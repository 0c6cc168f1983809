import 'reflect-metadata';
import {
  createPrivateKey,
  randomBytes,
  webcrypto,
  X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
/** Clocks of clusters differ. */
const BEFORE_MS = 3_600_000;
/** Nothing renews a certificate while nobody applies the federation; Skupper's are valid as long. */
const SERVER_DAYS = 1825;
const AUTHORITY_DAYS = 3650;
/** A certificate that ends within so many days is renewed, and a finding says so. @internal */
export const RENEW_DAYS = 30;

/** A certificate and its key, PEM. @internal */
export interface CertificatePair {
  certificate: string;
  key: string;
}

/** What is public of a certificate. @internal */
export interface CertificateFacts {
  /** DNS names and IP addresses. */
  hosts: string[];
  /** ISO 8601. */
  notAfter: string;
  /** SHA-256 of the DER bytes, hexadecimal. */
  fingerprint: string;
}

const crypto = webcrypto as unknown as Crypto;

function serialNumber(): string {
  const bytes = randomBytes(16);
  // Positive, and without a leading zero byte.
  bytes[0] = (bytes[0] % 0x7f) + 1;
  return bytes.toString('hex');
}

function validity(days: number, now: Date) {
  return {
    notBefore: new Date(now.getTime() - BEFORE_MS),
    notAfter: new Date(now.getTime() + days * DAY_MS),
  };
}

async function makeKeys(): Promise<{ keys: CryptoKeyPair; pem: string }> {
  const keys = (await crypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const der = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { keys, pem: x509.PemConverter.encode(der, 'PRIVATE KEY') };
}

/** Makes a federation's own certificate authority. @internal */
export async function makeAuthority(
  name: string,
  now: Date,
): Promise<CertificatePair> {
  x509.cryptoProvider.set(crypto);
  const { keys, pem } = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: new x509.Name([{ CN: [name] }]).toString(),
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity(AUTHORITY_DAYS, now),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        // eslint-disable-next-line no-bitwise
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: pem };
}

/** Makes a server's certificate for hosts, signed by an authority made here. @internal */
export async function makeServerCertificate(
  hosts: string[],
  authority: CertificatePair,
  now: Date,
): Promise<CertificatePair> {
  x509.cryptoProvider.set(crypto);
  const { keys, pem } = await makeKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' }),
    ALGORITHM,
    false,
    ['sign'],
  );
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: new x509.Name([{ CN: [hosts[0]] }]).toString(),
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    ...validity(SERVER_DAYS, now),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map(
          (value): x509.JsonGeneralName => ({
            type: isIP(value) ? 'ip' : 'dns',
            value,
          }),
        ),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: pem };
}

/** @returns undefined for what is no certificate @internal */
export function certificateFacts(
  certificate: string | Buffer,
): CertificateFacts | undefined {
  try {
    const cert = new X509Certificate(certificate);
    return {
      hosts: (cert.subjectAltName ?? '')
        .split(', ')
        .flatMap(name => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1] ?? [])
        .sort(),
      notAfter: new Date(cert.validTo).toISOString(),
      fingerprint: cert.fingerprint256.replaceAll(':', '').toLowerCase(),
    };
  } catch {
    return undefined;
  }
}

/** Whether a certificate was signed by an authority. @internal */
export function isSignedBy(certificate: string, authority: string): boolean {
  try {
    const issuer = new X509Certificate(authority);
    const cert = new X509Certificate(certificate);
    return cert.checkIssued(issuer) && cert.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** Whether a key is that of a certificate. @internal */
export function isKeyOf(pair: CertificatePair): boolean {
  try {
    return new X509Certificate(pair.certificate).checkPrivateKey(
      createPrivateKey(pair.key),
    );
  } catch {
    return false;
  }
}

/** Days until a certificate ends; less than 0 when it has. @internal */
export function daysLeft(notAfter: string, now: Date): number {
  return (Date.parse(notAfter) - now.getTime()) / DAY_MS;
}
