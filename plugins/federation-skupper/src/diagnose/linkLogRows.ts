import { SkupperFinding } from '@backstage-federation/plugin-federation-common';

/** A line of the connecting end, and what it means. @internal */
export interface LogRow {
  condition: RegExp;
  text: RegExp;
  /** Only when a connection to the target had been open before. */
  opened?: true;
  /** What the listening end must say; several rows of one text differ in it. */
  peer?: RegExp | 'silent';
  finds: SkupperFinding;
  /** Whether a new link mends it. */
  again?: boolean;
}

type Rule = Omit<LogRow, 'condition'>;
const of = (condition: RegExp, rows: Rule[]): LogRow[] =>
  rows.map(row => ({ condition, ...row }));

const VERIFY = /certificate verify failed/;
const again = true;

/** What lines of the connecting end mean; first match wins. @internal */
export const LOG_ROWS: LogRow[] = [
  // A connection is refused or never made.
  ...of(/^proton:io$/, [
    { text: /^Connection refused/, finds: 'link-connection-refused', again },
    { text: /^Name or service not known/, finds: 'link-host-unknown', again },
    { text: /^Temporary failure in name resolution/, finds: 'link-dns-fails' },
    { text: /^No route to host/, finds: 'link-no-route' },
    { text: /^Network is unreachable/, finds: 'link-network-unreachable' },
    { text: /^Connection timed out/, finds: 'link-packets-dropped' },
  ]),
  // In TLS the end that rejects hides the reason, and the other end gets it.
  ...of(/framing-error$/, [
    {
      text: VERIFY,
      peer: /alert unknown ca/,
      finds: 'link-tls-unknown-ca',
      again,
    },
    {
      text: VERIFY,
      peer: /alert certificate expired/,
      finds: 'link-tls-server-expired',
    },
    {
      text: VERIFY,
      peer: /alert bad certificate/,
      finds: 'link-tls-server-not-yet-valid',
    },
    {
      text: VERIFY,
      peer: /alert handshake failure/,
      finds: 'link-tls-host-mismatch',
      again,
    },
    { text: VERIFY, peer: 'silent', finds: 'link-tls-other-server' },
    { text: VERIFY, finds: 'link-tls-verify-failed', again },
    {
      text: /alert certificate expired/,
      finds: 'link-tls-client-expired',
      again,
    },
    { text: /alert bad certificate/, finds: 'link-tls-client-not-yet-valid' },
    { text: /alert unknown ca/, finds: 'link-tls-client-unknown-ca', again },
    {
      text: /alert certificate required/,
      finds: 'link-tls-client-missing',
      again,
    },
    {
      text: /alert protocol version|unsupported protocol/,
      finds: 'link-tls-version',
    },
    { text: /wrong version number/, finds: 'link-peer-not-tls' },
  ]),
  // Something accepts the connection and then does not behave like the hub's router.
  ...of(/^amqp:unauthorized-access$/, [
    {
      text: /Authentication failed \[mech=none\]/,
      finds: 'link-tls-terminated',
    },
  ]),
  ...of(/framing-error$/, [
    {
      text: /^Expected SASL protocol header got: Unknown protocol/,
      finds: 'link-peer-not-amqp',
    },
  ]),
  ...of(/./, [
    {
      text: /unexpected eof while reading/,
      opened: true,
      finds: 'link-peer-ended',
    },
    {
      text: /^Connection reset by peer|unexpected eof while reading/,
      finds: 'link-peer-closes',
    },
  ]),
  ...of(/^amqp:resource-limit-exceeded$/, [
    {
      text: /^local-idle-timeout expired/,
      opened: true,
      finds: 'link-peer-silent',
    },
    { text: /^local-idle-timeout expired/, finds: 'link-large-packets-lost' },
  ]),
];
