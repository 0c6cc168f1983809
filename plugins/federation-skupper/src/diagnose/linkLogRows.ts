import { SkupperFinding } from '@backstage-federation/plugin-federation-common';

/** What a line of the connecting end means, and when. @internal */
export interface LogMeaning {
  finds: SkupperFinding;
  /** Only when a connection to the target had been open before. */
  opened?: boolean;
  /** What the listening end must say; several rows of one text differ in it. */
  peer?: RegExp | 'silent';
}

type Row = [
  text: RegExp,
  finds: SkupperFinding,
  more?: Omit<LogMeaning, 'finds'>,
];

const VERIFY = /certificate verify failed/;
const CLOSED = /unexpected eof while reading/;
const SILENT = /^local-idle-timeout expired/;

/** By the condition of the line and its text; first match wins. */
const TABLE: [condition: RegExp, rows: Row[]][] = [
  [
    // A connection is refused or never made.
    /^proton:io$/,
    [
      [/^Connection refused/, 'link-connection-refused'],
      [/^Name or service not known/, 'link-host-unknown'],
      [/^Temporary failure in name resolution/, 'link-dns-fails'],
      [/^No route to host/, 'link-no-route'],
      [/^Network is unreachable/, 'link-network-unreachable'],
      [/^Connection timed out/, 'link-packets-dropped'],
    ],
  ],
  [
    // In TLS the end that rejects hides the reason, and the other end gets it.
    /framing-error$/,
    [
      [VERIFY, 'link-tls-unknown-ca', { peer: /alert unknown ca/ }],
      [
        VERIFY,
        'link-tls-server-expired',
        { peer: /alert certificate expired/ },
      ],
      [
        VERIFY,
        'link-tls-server-not-yet-valid',
        { peer: /alert bad certificate/ },
      ],
      [VERIFY, 'link-tls-host-mismatch', { peer: /alert handshake failure/ }],
      [VERIFY, 'link-tls-other-server', { peer: 'silent' }],
      [VERIFY, 'link-tls-verify-failed'],
      [/alert certificate expired/, 'link-tls-client-expired'],
      [/alert bad certificate/, 'link-tls-client-not-yet-valid'],
      [/alert unknown ca/, 'link-tls-client-unknown-ca'],
      [/alert certificate required/, 'link-tls-client-missing'],
      [/alert protocol version|unsupported protocol/, 'link-tls-version'],
      [/wrong version number/, 'link-peer-not-tls'],
      [
        /^Expected SASL protocol header got: Unknown protocol/,
        'link-peer-not-amqp',
      ],
    ],
  ],
  [
    // Something accepts the connection and then does not behave like the hub's router.
    /^amqp:unauthorized-access$/,
    [[/Authentication failed \[mech=none\]/, 'link-tls-terminated']],
  ],
  [
    /./,
    [
      [CLOSED, 'link-peer-ended', { opened: true }],
      [CLOSED, 'link-peer-closes'],
      [/^Connection reset by peer/, 'link-peer-closes'],
    ],
  ],
  [
    /^amqp:resource-limit-exceeded$/,
    [
      [SILENT, 'link-peer-silent', { opened: true }],
      [SILENT, 'link-large-packets-lost'],
    ],
  ],
];

/** What a line of the connecting end can mean, the likeliest first. @internal */
export function meaningsOf(line: {
  condition: string;
  text: string;
}): LogMeaning[] {
  return TABLE.filter(([condition]) => condition.test(line.condition))
    .flatMap(([, rows]) => rows)
    .filter(([text]) => text.test(line.text))
    .map(([, finds, more]) => ({ finds, ...more }));
}
