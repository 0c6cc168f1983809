import { createServer, Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { SandboxNetwork } from '../network';
import {
  alertFailure,
  Failure,
  idleFailure,
  lostFailure,
  missingCertificate,
  socketFailure,
  targetError,
  verificationFailure,
} from './failures';
import { createAuthority } from './__testUtils__/testCertificates';
import { readSample } from './__testUtils__/testSamples';
import { dialPeer } from './wire';

/** What the real router logged at an end: the place, the failure. */
function failuresOf(cause: string, direction: string) {
  const found = readSample(cause)
    .flatMap(({ lines }) => lines)
    .filter(line => !line.includes('FLOW_LOG'))
    .flatMap(line => {
      const pattern = / Connection (to|from) (\S+) .*?failed: (.*)$/;
      const [, where, place, what] = pattern.exec(line) ?? [];
      return where === direction ? { place, what } : [];
    });
  expect(found).not.toHaveLength(0);
  return found;
}

/** The texts of an end, each once. */
function real(cause: string, direction = 'to'): string[] {
  return [...new Set(failuresOf(cause, direction).map(({ what }) => what))];
}

const text = (failure: Failure) => `${failure.condition} ${failure.text}`;
const error = (code: string) => Object.assign(new Error(code), { code });

describe('failures', () => {
  it.each([
    ['connect-refused', 'ECONNREFUSED'],
    ['blackhole-syn-dropped', 'ETIMEDOUT'],
    ['firewall-reject-icmp', 'EHOSTUNREACH'],
    ['network-unreachable', 'ENETUNREACH'],
    ['name-not-resolved-nxdomain', 'ENOTFOUND'],
    ['name-not-resolved-dns-silent', 'EAI_AGAIN'],
    ['peer-resets-at-once', 'ECONNRESET'],
  ])('names the cause %s as the real router does', (cause, code) => {
    const [{ place }] = failuresOf(cause, 'to');
    expect(real(cause)).toContain(text(socketFailure(error(code), place)));
  });

  it.each([
    ['tls-unknown-ca', 'SELF_SIGNED_CERT_IN_CHAIN'],
    ['tls-unknown-ca', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['tls-server-cert-expired', 'CERT_HAS_EXPIRED'],
    ['tls-server-cert-not-yet-valid', 'CERT_NOT_YET_VALID'],
    ['tls-host-name-mismatch', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('tells both ends what they log of %s (%s)', (cause, code) => {
    const { failure, alert } = verificationFailure(code)!;
    expect(real(cause, 'to')).toEqual([text(failure)]);
    expect(real(cause, 'from')).toEqual([text(alertFailure(alert))]);
  });

  it.each([
    ['tls-client-cert-expired', verificationFailure('CERT_HAS_EXPIRED')!],
    [
      'tls-client-cert-not-yet-valid',
      verificationFailure('CERT_NOT_YET_VALID')!,
    ],
    [
      'tls-client-cert-other-ca',
      verificationFailure('SELF_SIGNED_CERT_IN_CHAIN')!,
    ],
    ['tls-client-cert-missing', missingCertificate()],
  ])('tells both ends what they log of %s', (cause, { failure, alert }) => {
    expect(real(cause, 'from')).toEqual([text(failure)]);
    expect(real(cause, 'to')).toEqual([text(alertFailure(alert))]);
  });

  it('knows silence and lost connections', () => {
    expect(real('mtu-black-hole')).toEqual([text(idleFailure())]);
    expect(real('link-down-up-restart')).toContain(
      text(lostFailure(error('ECONNRESET'), 'x')),
    );
  });

  it('names what a target did in flow records', () => {
    expect(
      targetError(
        Object.assign(error('ECONNREFUSED'), { syscall: 'connect' }),
        '127.0.0.1:9999',
      ),
    ).toBe('proton:io (Connection refused - on connect 127.0.0.1:9999)');
    expect(targetError(error('ECONNRESET'), '127.0.0.1:9002')).toBe(
      'proton:io (Connection reset by peer - async disconnect 127.0.0.1:9002)',
    );
  });
});

describe('failures of real connections', () => {
  const network = new SandboxNetwork();
  afterEach(() => network.close());

  async function dial(server: Server, options = {}): Promise<string> {
    await network.listen('peer', '10.1.0.1', 55671, server);
    const authority = await createAuthority('site CA');
    return dialPeer({
      host: 'east.example.net',
      port: 55671,
      dial: () => network.connect('peer', '10.1.0.1', 55671),
      tls: { ca: authority.pem },
      open: {} as any,
      cause: undefined,
      proxy: undefined,
      dialProxy: () => {
        throw new Error('There is no proxy');
      },
      connectTimeoutMs: 1_000,
      silenceMs: 100,
      signal: new AbortController().signal,
      ...options,
    }).then(
      () => 'connected',
      ({ failure }) => text(failure),
    );
  }

  it.each([
    ['peer-speaks-http', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['peer-speaks-ssh', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ])('%s', async (cause, greeting) => {
    const server = createServer(socket => {
      socket.on('error', () => {});
      socket.write(greeting);
    });
    await expect(dial(server)).resolves.toBe(real(cause)[0]);
  });

  it('peer-closes-at-once', async () => {
    const server = createServer(socket => socket.destroy());
    expect(real('peer-closes-at-once')).toContain(await dial(server));
  });

  it('peer-resets-at-once', async () => {
    const server = createServer(socket => socket.resetAndDestroy());
    expect(real('peer-resets-at-once')).toContain(await dial(server));
  });

  it('tls-version-mismatch', async () => {
    const authority = await createAuthority('site CA');
    const secret = await authority.issue({ subject: 'x' });
    const pem = (name: string) => Buffer.from(secret[name], 'base64');
    const server = createTlsServer({
      cert: pem('tls.crt'),
      key: pem('tls.key'),
      maxVersion: 'TLSv1.2',
    });
    const there = new Promise<string>(resolve =>
      server.once('tlsClientError', e => resolve(text(socketFailure(e, 'x')))),
    );
    const tls = { ca: authority.pem, minVersion: 'TLSv1.3' };
    await expect(dial(server, { tls })).resolves.toBe(
      real('tls-version-mismatch')[0],
    );
    await expect(there).resolves.toBe(real('tls-version-mismatch', 'from')[0]);
  });

  it('peer-silent-after-tls', async () => {
    const authority = await createAuthority('site CA');
    const secret = await authority.issue({
      subject: 'x',
      dns: ['east.example.net'],
    });
    const pem = (name: string) => Buffer.from(secret[name], 'base64');
    const server = createTlsServer({
      cert: pem('tls.crt'),
      key: pem('tls.key'),
    });
    await expect(dial(server, { tls: { ca: authority.pem } })).resolves.toBe(
      real('mtu-black-hole')[0],
    );
  });
});
