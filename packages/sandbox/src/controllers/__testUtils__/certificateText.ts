import 'reflect-metadata';
import { createHash } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { KubeObject } from '../../client';

const PLACEHOLDER = /<PEM CERTIFICATE ([0-9a-f]+) CN=([^,]*), \d+ bytes>/;

/** What tells certificates apart. */
export type NamedCertificate = Pick<
  CertificateFacts,
  'id' | 'subject' | 'isCa'
>;

/** What is compared of a certificate. */
export interface CertificateFacts {
  id: string;
  subject: string;
  issuer: string;
  dns: string[];
  ip: string[];
  validDays: number;
  isCa: boolean;
}

/** Reads a certificate, or the placeholder that a recording has in its place. */
export function certificateFacts(value: unknown): CertificateFacts | undefined {
  const recorded = (value as any)?.cert;
  if (recorded) {
    return {
      id: recorded.certId,
      subject: recorded.subjectCN,
      issuer: recorded.issuerCN,
      dns: [...(recorded.dns ?? [])].sort(),
      ip: [...(recorded.ip ?? [])].sort(),
      validDays: recorded.validDays,
      isCa: recorded.isCA === true,
    };
  }
  if (typeof value !== 'string') {
    return undefined;
  }
  const pem = value.startsWith('-----BEGIN')
    ? value
    : Buffer.from(value, 'base64').toString('utf8');
  return pem.startsWith('-----BEGIN CERTIFICATE') ? read(pem) : undefined;
}

function read(pem: string): CertificateFacts {
  const cert = new x509.X509Certificate(pem);
  const names =
    cert.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
  const ofType = (type: string) =>
    names
      .filter(name => name.type === type)
      .map(name => name.value)
      .sort();
  const days = (cert.notAfter.getTime() - cert.notBefore.getTime()) / 86400e3;
  return {
    id: createHash('sha256').update(pem.trim()).digest('hex').slice(0, 12),
    subject: cert.subjectName.getField('CN')[0] ?? '',
    issuer: cert.issuerName.getField('CN')[0] ?? '',
    dns: ofType('dns'),
    ip: ofType('ip'),
    validDays: Math.round(days),
    isCa: cert.getExtension(x509.BasicConstraintsExtension)?.ca === true,
  };
}

/** A certificate in a text field, such as `ca` of an AccessGrant. */
export function certificateInText(text: unknown): NamedCertificate | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  const [, id, subject] = PLACEHOLDER.exec(text) ?? [];
  // Text fields have certificates of authorities only.
  return id ? { id, subject, isCa: true } : certificateFacts(text);
}

/** All certificates in an object. */
export function certificatesOf(object: KubeObject): NamedCertificate[] {
  const data = object.kind === 'Secret' ? object.data ?? {} : {};
  return [
    certificateFacts(data['tls.crt']),
    certificateFacts(data['ca.crt']),
    certificateInText(object.status?.ca),
    certificateInText(object.spec?.ca),
  ].filter(facts => facts !== undefined);
}
