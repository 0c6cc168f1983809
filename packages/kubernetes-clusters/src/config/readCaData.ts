import { X509Certificate } from 'node:crypto';

const CERTIFICATES =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * What is wrong with the certificates of a certificate authority, as text after the name of the field; never quotes them.
 *
 * @param pem - text that should hold at least one certificate
 * @internal
 */
export function caProblem(pem: string): string | undefined {
  const certificates = pem.match(CERTIFICATES);
  if (!certificates) {
    return 'holds no certificate in PEM';
  }
  try {
    certificates.forEach(certificate => new X509Certificate(certificate));
    return undefined;
  } catch {
    return 'holds a certificate that cannot be read';
  }
}

/**
 * Reads `caData`: base64 of PEM as kubeconfig files have it, or the PEM itself.
 *
 * @returns the PEM, or what is wrong with it as text after the name of the field
 * @public
 */
export function readCaData(
  text: string,
): { pem: string } | { problem: string } {
  const pem = text.includes('-----BEGIN ')
    ? // A line of YAML or of an environment may have its ends of line spelt out.
      text.replace(/\\n/g, '\n')
    : Buffer.from(text, 'base64').toString('utf8');
  const problem = caProblem(pem);
  return problem
    ? { problem: `${problem}; give it base64-encoded, or as PEM` }
    : { pem };
}
