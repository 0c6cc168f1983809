import { Socket } from 'node:net';
import { Failure, protocolFailure, socketFailure, TlsAlert } from './failures';
import causes from './causesOfLinks.json';
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

/** Why a link doesn't work: a name in {@link LINK_CAUSES}. */
export type LinkFault = keyof typeof causes;

const PROXY = { host: 'proxy.example.net', port: 3128 };
const ANSWER =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request';

/** What causes do that can't be written down as data. */
const BEHAVIOURS: Partial<Record<LinkFault, Partial<LinkCause>>> = {
  reset: { stranger: socket => socket.resetAndDestroy() },
  closes: { stranger: socket => socket.end() },
  http: { stranger: socket => socket.end(ANSWER) },
  ssh: { stranger: socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n') },
  'plain-amqp': { stranger: socket => socket.once('data', () => socket.end()) },
  'tls-terminated': { tls: () => undefined },
  'http-behind': { failure: () => protocolFailure(ANSWER) },
  'client-missing': { tls: material => ({ ca: material?.ca ?? '' }) },
  'tls-version': {
    tls: material => ({
      ca: '',
      ...material,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }),
  },
  'proxy-refused': {
    proxy: () => proxyDown(PROXY, { text: 'Connection refused - ' }),
  },
};

/** A row of the table: the attempt may fail with an error of the system, or be denied by a proxy. */
type Row = LinkCause & { error?: string; denied?: string };

function causeOf([name, row]: [string, Row]): [string, LinkCause] {
  const { error: code, denied, ...cause } = row;
  const error = Object.assign(new Error(code), { code });
  return [
    name,
    {
      ...cause,
      ...(code && { failure: place => socketFailure(error, place) }),
      ...(denied && { proxy: place => proxyDenied(PROXY, place, denied) }),
      ...BEHAVIOURS[name as LinkFault],
    },
  ];
}

/** Why a link doesn't work, by the names that `link break --cause` takes. What the routers log follows from it. */
export const LINK_CAUSES = Object.fromEntries(
  Object.entries(causes as Record<LinkFault, Row>).map(causeOf),
) as Record<LinkFault, LinkCause>;

/** The cause of a fault, if there is one. */
export function linkCause(fault: LinkFault | undefined): LinkCause | undefined {
  return fault && LINK_CAUSES[fault];
}
