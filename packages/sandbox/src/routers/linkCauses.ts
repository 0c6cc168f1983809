import { Socket } from 'node:net';
import {
  Failure,
  protocolFailure,
  socketFailure,
  TlsAlert,
  verificationFailure,
} from './failures';
import { proxyDenied, proxyDown } from './proxy';
import { TlsMaterial } from './profiles';

/** What goes wrong with a link's connections, and where. All other parts of an attempt are real. */
export interface LinkCause {
  /** For people, as "nothing listens". */
  about: string;
  /** The attempt fails with this before it reaches the peer. */
  failure?(place: string): Failure;
  /** It does so only after as long as packets without an answer take. */
  dropped?: boolean;
  /** Something else than the peer answers. */
  stranger?(socket: Socket): void;
  /** An HTTP proxy is in the way: the line that says what it does. */
  proxy?(place: string): string;
  /** The peer doesn't answer: from the start, or after TLS. */
  silent?: 'at-once' | 'in-handshake';
  /** This end rejects the peer's certificate. */
  rejects?: TlsAlert;
  /** The peer rejects this end's. */
  rejected?: TlsAlert;
  /** TLS is made with something else. */
  tls?(material: TlsMaterial | undefined): TlsMaterial | undefined;
  /** The connection comes to the port for links of the other role. */
  astray?: boolean;
  /** What an open connection dies of. */
  end?: 'idle' | 'reset';
}

const PROXY = { host: 'proxy.example.net', port: 3128 };

/** The attempt fails with an error of the system. */
function system(about: string, code: string, more = {}): LinkCause {
  const error = Object.assign(new Error(code), { code });
  return { about, failure: place => socketFailure(error, place), ...more };
}

function denied(about: string, answer: string): LinkCause {
  return {
    about,
    proxy: place => proxyDenied(PROXY, place, answer),
  };
}

const DROPPED = { dropped: true, end: 'idle' } as const;
const ANSWER =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request';

/** Why a link doesn't work, by the names that `link break --cause` takes. What the routers log follows from it. */
export const LINK_CAUSES = {
  refused: system('nothing listens', 'ECONNREFUSED'),
  timeout: system('packets are dropped', 'ETIMEDOUT', DROPPED),
  blackhole: system('packets are dropped', 'ETIMEDOUT', DROPPED),
  'no-route': system('no route to the host', 'EHOSTUNREACH', { end: 'idle' }),
  'no-network': system('no route to its network', 'ENETUNREACH', {
    end: 'idle',
  }),
  dns: system('the host has no address', 'ENOTFOUND'),
  'dns-down': system('no DNS server answers', 'EAI_AGAIN'),

  reset: {
    about: 'connections are reset',
    stranger: socket => socket.resetAndDestroy(),
    end: 'reset',
  },
  closes: {
    about: 'connections are closed at once',
    stranger: socket => socket.end(),
  },
  silent: {
    about: 'something accepts and says nothing',
    silent: 'at-once',
    end: 'idle',
  },
  mtu: {
    about: 'large packets are lost',
    silent: 'in-handshake',
    end: 'idle',
  },
  http: {
    about: 'an HTTP server answers',
    stranger: socket => socket.end(ANSWER),
  },
  ssh: {
    about: 'an SSH server answers',
    stranger: socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
  },
  https: {
    about: 'an HTTPS server answers',
    failure: () => verificationFailure('SELF_SIGNED_CERT_IN_CHAIN')!.failure,
  },
  'plain-amqp': {
    about: 'the port of a listener without TLS',
    stranger: socket => socket.once('data', () => socket.end()),
  },
  'tls-terminated': {
    about: 'a proxy ends TLS before the router',
    tls: () => undefined,
  },
  'http-behind': {
    about: 'a proxy ends TLS, with an HTTP server behind',
    failure: () => protocolFailure(ANSWER),
  },
  'wrong-port': {
    about: 'the port for edge links',
    astray: true,
  },

  'unknown-ca': {
    about: 'the peer has a certificate of another authority',
    rejects: 'unknown-ca',
  },
  expired: { about: 'the peer’s certificate expired', rejects: 'expired' },
  'not-yet-valid': {
    about: 'the peer’s certificate is not valid yet',
    rejects: 'not-yet-valid',
  },
  'hostname-mismatch': {
    about: 'the peer’s certificate does not name the host',
    rejects: 'hostname-mismatch',
  },
  'client-unknown-ca': {
    about: 'the link has a certificate of another authority',
    rejected: 'unknown-ca',
  },
  'client-expired': {
    about: 'the link’s certificate expired',
    rejected: 'expired',
  },
  'client-not-yet-valid': {
    about: 'the link’s certificate is not valid yet',
    rejected: 'not-yet-valid',
  },
  'client-missing': {
    about: 'the link has no certificate',
    tls: material => ({ ca: material?.ca ?? '' }),
  },
  'tls-version': {
    about: 'the ends share no TLS version',
    tls: material => ({
      ca: '',
      ...material,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }),
  },

  'proxy-refused': {
    about: 'the HTTP proxy is down',
    proxy: () => proxyDown(PROXY, { text: 'Connection refused - ' }),
  },
  'proxy-403': denied('the HTTP proxy forbids the target', '403 Forbidden'),
  'proxy-407': denied(
    'the HTTP proxy wants credentials',
    '407 Proxy Authentication Required',
  ),
  'proxy-502': denied(
    'the HTTP proxy cannot reach the peer',
    '502 Bad Gateway',
  ),
} satisfies Record<string, LinkCause>;

/** Why a link doesn't work: a name in {@link LINK_CAUSES}. */
export type LinkFault = keyof typeof LINK_CAUSES;

/** The causes by their names, each with all that it may have. */
export function linkCause(fault: LinkFault | undefined): LinkCause | undefined {
  return fault && LINK_CAUSES[fault];
}
