import {
  LogCause,
  NEW_LINK as newLink,
  OutRow,
  PASSTHROUGH,
  placeText,
} from './linkLogRow';

const FRAMING = /framing-error$/;
const VERIFY = /certificate verify failed/;

const CLOCKS: LogCause['remedy'] = ({ from, hub }) =>
  `Set the clocks of the nodes of clusters "${from.cluster}" and "${hub.cluster}" by NTP.`;

/** Causes in TLS; the end that rejects hides the reason, the other end gets it. @internal */
export const TLS: OutRow[] = [
  {
    condition: FRAMING,
    text: VERIFY,
    peer: /alert unknown ca/,
    cause: {
      cause: 'link-tls-unknown-ca',
      title: (_target, from) =>
        `The link of ${from} does not trust the hub’s certificate.`,
      explanation:
        'The hub’s certificate comes from another authority than the one that the link knows: the hub’s site was made again, or its authority was renewed.',
      remedy: ({ hub }) =>
        `${newLink} If that does not help, the hub’s own certificate is of an older authority: delete Secret "skupper-site-server" in ${placeText(
          hub,
        )}, and Skupper makes it anew.`,
      reissue: true,
    },
  },
  {
    condition: FRAMING,
    text: VERIFY,
    peer: /alert certificate expired/,
    cause: {
      cause: 'link-tls-server-expired',
      title: () => 'The hub’s certificate has expired.',
      explanation: 'The member refuses to connect to an expired certificate.',
      remedy: ({ hub }) =>
        `Delete Secret "skupper-site-server" in ${placeText(
          hub,
        )}: the Skupper controller makes a new one.`,
    },
  },
  {
    condition: FRAMING,
    text: VERIFY,
    peer: /alert bad certificate/,
    cause: {
      cause: 'link-tls-server-not-yet-valid',
      title: () => 'The hub’s certificate is not valid yet.',
      explanation: 'The clocks of the two clusters differ.',
      remedy: CLOCKS,
    },
  },
  {
    condition: FRAMING,
    text: VERIFY,
    peer: /alert handshake failure/,
    cause: {
      cause: 'link-tls-host-mismatch',
      title: target =>
        `The hub’s certificate does not name "${target.replace(/:\d+$/, '')}".`,
      explanation:
        'A certificate lists the host names for which it is valid. The host of this link is not among them. IP addresses count only when they are listed as DNS names.',
      remedy: ({ target, hub }) =>
        `Add "${target.replace(
          /:\d+$/,
          '',
        )}" to subjectAlternativeNames of the hub’s RouterAccess in ${placeText(
          hub,
        )}, or let the hub use a host that its certificate lists; then add the member again.`,
      reissue: true,
    },
  },
  {
    condition: FRAMING,
    text: VERIFY,
    peer: 'silent',
    cause: {
      cause: 'link-tls-other-server',
      title: target =>
        `Another server than the hub’s router answers at ${target}.`,
      explanation:
        'It shows a certificate that the link does not trust, and the hub’s router sees no connection: an ingress or HTTPS server ends TLS before the router.',
      remedy: PASSTHROUGH,
    },
  },
  {
    condition: FRAMING,
    text: VERIFY,
    cause: {
      cause: 'link-tls-verify-failed',
      title: (_target, from) =>
        `The link of ${from} does not accept the hub’s certificate.`,
      explanation:
        'It comes from another authority, has expired, is not valid yet, or does not name the host of the link. The hub’s router log would say which.',
      remedy: newLink,
      reissue: true,
    },
  },
  {
    condition: FRAMING,
    text: /alert certificate expired/,
    cause: {
      cause: 'link-tls-client-expired',
      title: (_target, from) => `The link certificate of ${from} has expired.`,
      explanation: 'The hub refuses it.',
      remedy: newLink,
      reissue: true,
    },
  },
  {
    condition: FRAMING,
    text: /alert bad certificate/,
    cause: {
      cause: 'link-tls-client-not-yet-valid',
      title: (_target, from) =>
        `The link certificate of ${from} is not valid yet.`,
      explanation: 'The clocks of the two clusters differ.',
      remedy: CLOCKS,
    },
  },
  {
    condition: FRAMING,
    text: /alert unknown ca/,
    cause: {
      cause: 'link-tls-client-unknown-ca',
      title: (_target, from) =>
        `The hub does not trust the link certificate of ${from}.`,
      explanation:
        'It was signed by another authority: the hub’s authority was renewed, or the link was issued by another site.',
      remedy: newLink,
      reissue: true,
    },
  },
  {
    condition: FRAMING,
    text: /alert certificate required/,
    cause: {
      cause: 'link-tls-client-missing',
      title: (_target, from) => `The link of ${from} shows no certificate.`,
      explanation: 'The link’s Secret has no tls.crt and tls.key.',
      remedy: newLink,
      reissue: true,
    },
  },
  {
    condition: FRAMING,
    text: /alert protocol version|unsupported protocol/,
    cause: {
      cause: 'link-tls-version',
      title: (_target, from) =>
        `The routers of ${from} and the hub share no TLS version.`,
      explanation: 'One of them is old, or set to newer versions only.',
      remedy: ({ from, hub }) =>
        `Run the same Skupper version in clusters "${from.cluster}" and "${hub.cluster}", and compare their TLS settings.`,
    },
  },
  {
    condition: FRAMING,
    text: /wrong version number/,
    cause: {
      cause: 'link-peer-not-tls',
      title: target => `What answers at ${target} does not speak TLS.`,
      explanation:
        'It is another service (HTTP, SSH …), or something ends TLS before the router.',
      remedy: ({ target }) =>
        `Check that ${target} is the hub’s address and port. If it is, let what stands before the hub’s router pass TLS through (passthrough).`,
    },
  },
];
