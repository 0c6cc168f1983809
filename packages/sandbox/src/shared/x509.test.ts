import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { makeCa, makeLeaf, readCertificate } from './x509';

describe('certificates', () => {
  it('makes a CA and a certificate that it vouches for, with Skupper’s names and life time', async () => {
    const ca = await makeCa('hub, east site CA');
    const leaf = await makeLeaf('skupper-router', ['127.0.0.1', 'a.b'], ca);

    const parsed = new X509Certificate(leaf.certPem);
    const issuer = new X509Certificate(ca.certPem);
    expect(parsed.checkIssued(issuer)).toBe(true);
    expect(parsed.verify(issuer.publicKey)).toBe(true);
    expect(issuer.ca).toBe(true);
    expect(parsed.subjectAltName).toBe(
      'DNS:127.0.0.1, DNS:a.b, IP Address:127.0.0.1',
    );
    expect(leaf.caPem).toBe(ca.certPem);
    const info = readCertificate(leaf.certPem)!;
    expect(info).toMatchObject({
      commonName: 'skupper-router',
      hosts: ['127.0.0.1', 'a.b'],
    });
    const days = (info.notAfter.getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(1825);
    expect(readCertificate(ca.certPem)?.commonName).toBe('hub, east site CA');
  });

  it('does not read what is no certificate', () => {
    expect(readCertificate('garbage')).toBeUndefined();
  });

  it('reads RSA keys of an issuer in PKCS#1 form', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const keyPem = privateKey.export({ type: 'pkcs1', format: 'pem' });
    const ca = await makeCa('ca');

    const leaf = await makeLeaf('x', [], {
      certPem: ca.certPem,
      keyPem: String(keyPem),
    });

    const parsed = new X509Certificate(leaf.certPem);
    expect(parsed.issuer).toBe('CN=ca');
  });
});
