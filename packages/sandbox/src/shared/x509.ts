import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const VALID_DAYS = 1825;
const DAY_MS = 86_400_000;

x509.cryptoProvider.set(webcrypto as Crypto);

/** A certificate with its key, and the certificate that vouches for it. */
export interface CertificatePair {
  certPem: string;
  keyPem: string;
  caPem: string;
}

/** Who signs a certificate. */
export interface Issuer {
  certPem: string;
  keyPem: string;
}

/** Makes a self-signed certificate authority. */
export function makeCa(commonName: string): Promise<CertificatePair> {
  return make(commonName, []);
}

/** Makes a certificate for hosts, for both ends of TLS as Skupper does, signed by the issuer. */
export function makeLeaf(
  commonName: string,
  hosts: string[],
  issuer: Issuer,
): Promise<CertificatePair> {
  return make(commonName, hosts, issuer);
}

async function make(
  commonName: string,
  hosts: string[],
  issuer?: Issuer,
): Promise<CertificatePair> {
  const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const subject = new x509.Name([{ CN: [commonName] }]).toString();
  const notBefore = new Date(Date.now() - 1_000);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    notBefore,
    notAfter: new Date(notBefore.getTime() + VALID_DAYS * DAY_MS),
    extensions: extensions(hosts, !issuer),
    subject,
    issuer: issuer ? new x509.X509Certificate(issuer.certPem).subject : subject,
    publicKey: keys.publicKey,
    ...(issuer
      ? await importKey(issuer.keyPem)
      : { signingKey: keys.privateKey, signingAlgorithm: ALGORITHM }),
  });
  const certPem = certificate.toString('pem');
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certPem,
    keyPem: x509.PemConverter.encode(der, 'PRIVATE KEY'),
    caPem: issuer?.certPem ?? certPem,
  };
}

function extensions(hosts: string[], ca: boolean): x509.Extension[] {
  // Skupper names an IP address in both forms, and allows both uses whatever the Certificate asks for.
  const names: x509.JsonGeneralName[] = [
    ...hosts.map(value => ({ type: 'dns' as const, value })),
    ...hosts
      .filter(host => isIP(host) !== 0)
      .map(value => ({ type: 'ip' as const, value })),
  ];
  return [
    new x509.BasicConstraintsExtension(ca, undefined, true),
    new x509.KeyUsagesExtension(
      ca
        ? // eslint-disable-next-line no-bitwise
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature
        : x509.KeyUsageFlags.digitalSignature,
      true,
    ),
    new x509.ExtendedKeyUsageExtension([
      x509.ExtendedKeyUsage.serverAuth,
      x509.ExtendedKeyUsage.clientAuth,
    ]),
    ...(names.length ? [new x509.SubjectAlternativeNameExtension(names)] : []),
  ];
}

/** What a certificate says about itself. */
export interface CertificateInfo {
  commonName: string;
  hosts: string[];
  notAfter: Date;
}

/** @returns undefined if the text is not a certificate */
export function readCertificate(pem: string): CertificateInfo | undefined {
  try {
    const cert = new x509.X509Certificate(pem);
    const names = cert.getExtension(x509.SubjectAlternativeNameExtension);
    return {
      commonName: cert.subjectName.getField('CN')[0] ?? '',
      hosts: (names?.names.items ?? [])
        .filter(name => name.type === 'dns')
        .map(name => name.value),
      notAfter: cert.notAfter,
    };
  } catch {
    return undefined;
  }
}

function serialNumber(): string {
  const bytes = randomBytes(16);
  // Positive and without a leading zero byte.
  bytes[0] = (bytes[0] % 0x7f) + 1;
  return bytes.toString('hex');
}

// A CA may have been brought along, or made by a real controller, and have an RSA key in PKCS#1 form.
async function importKey(pem: string) {
  const key = createPrivateKey(pem);
  const der = key.export({ type: 'pkcs8', format: 'der' });
  const signingAlgorithm =
    key.asymmetricKeyType === 'rsa'
      ? RSA
      : {
          ...ALGORITHM,
          namedCurve:
            key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
              ? 'P-384'
              : 'P-256',
        };
  const signingKey = (await webcrypto.subtle.importKey(
    'pkcs8',
    der,
    signingAlgorithm,
    false,
    ['sign'],
  )) as CryptoKey;
  return { signingKey, signingAlgorithm };
}
