import { once } from 'node:events';
import { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import {
  certificateFacts,
  CertificatePair,
  daysLeft,
  isKeyOf,
  isSignedBy,
  makeAuthority,
  makeServerCertificate,
} from './certificates';

const NOW = new Date();
const HOSTS = ['fleet-api', 'superlink-service.retail.svc', '127.0.0.1'];

describe('certificates', () => {
  let authority: CertificatePair;
  let server: CertificatePair;
  beforeAll(async () => {
    authority = await makeAuthority('retail-fl', NOW);
    server = await makeServerCertificate(HOSTS, authority, NOW);
  });

  it('tells hosts and end', () => {
    const facts = certificateFacts(server.certificate)!;
    expect(facts.hosts).toEqual([...HOSTS].sort());
    expect(Math.round(daysLeft(facts.notAfter, NOW))).toBe(1825);
    expect(facts.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(certificateFacts('no certificate')).toBeUndefined();
  });

  it('knows who signed and whose key it is', async () => {
    const other = await makeAuthority('retail-fl', NOW);
    expect(isSignedBy(server.certificate, authority.certificate)).toBe(true);
    expect(isSignedBy(server.certificate, other.certificate)).toBe(false);
    expect(isKeyOf(server)).toBe(true);
    expect(isKeyOf({ ...server, key: authority.key })).toBe(false);
  });

  it.each([
    ['fleet-api', undefined],
    ['127.0.0.1', undefined],
    ['localhost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('is taken by a TLS client that dials %s', async (host, code) => {
    const tls = createServer({ cert: server.certificate, key: server.key });
    tls.on('tlsClientError', () => {});
    tls.listen(0, '127.0.0.1');
    await once(tls, 'listening');
    const socket = connect({
      port: (tls.address() as AddressInfo).port,
      host: '127.0.0.1',
      ...(/^[\d.]+$/.test(host) ? {} : { servername: host }),
      ca: authority.certificate,
    });
    const [error] = await Promise.race([
      once(socket, 'secureConnect').then(() => [undefined]),
      new Promise<[NodeJS.ErrnoException]>(resolve =>
        socket.on('error', e => resolve([e])),
      ),
    ]);
    socket.destroy();
    tls.close();
    expect(error?.code).toBe(code);
  });
});
