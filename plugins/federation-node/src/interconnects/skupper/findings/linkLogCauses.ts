/** A reason, found in the routers' logs, why a link does not work. @internal */
export interface LogCause {
  cause: string;
  /** One line; `target` is `host:port` of the hub, `from` the member's name. */
  title(target: string, from: string): string;
  explanation: string;
  remedy: string;
  /** Whether a new link mends it. */
  reissue?: boolean;
}

/** A line of the connecting end, and what it means. @internal */
export interface OutRow {
  condition: RegExp;
  text: RegExp;
  /** Only when a connection to the target had been open before, or had not. */
  opened?: boolean;
  /** What the listening end must say; several rows of one text differ in it. */
  peer?: RegExp | 'silent';
  cause: LogCause;
}

const IO = /^proton:io$/;
const FRAMING = /framing-error$/;
const ANY = /./;

const newLink = 'Add the member again: that issues a new link.';
const VERIFY = /certificate verify failed/;

/** Causes in which a connection is refused or never made. */
const NETWORK: OutRow[] = [
  {
    condition: IO,
    text: /^Connection refused/,
    cause: {
      cause: 'link-connection-refused',
      title: target => `The hub refuses the connection at ${target}.`,
      explanation:
        'Nothing listens there: the hub’s router is down or restarting, its link access is off, or the port is wrong. A firewall that resets connections looks the same.',
      remedy:
        'Check that the hub’s site is ready and that its Service has endpoints. If the hub’s address has changed, add the member again.',
      reissue: true,
    },
  },
  {
    condition: IO,
    text: /^Name or service not known/,
    cause: {
      cause: 'link-host-unknown',
      title: (target, from) => `${from} does not know the host of ${target}.`,
      explanation:
        'DNS says that there is no such name: the hub’s route or load balancer has another name now, or was deleted.',
      remedy: newLink,
      reissue: true,
    },
  },
  {
    condition: IO,
    text: /^Temporary failure in name resolution/,
    cause: {
      cause: 'link-dns-fails',
      title: (target, from) =>
        `DNS in ${from} fails, so ${target} cannot be looked up.`,
      explanation:
        'No DNS server answered, or it had an error. This says nothing about the hub.',
      remedy: 'Check the member cluster’s DNS and its way out.',
    },
  },
  {
    condition: IO,
    text: /^No route to host/,
    cause: {
      cause: 'link-no-route',
      title: (target, from) => `There is no way from ${from} to ${target}.`,
      explanation:
        'The address is dead, or a firewall on the way refuses the connection.',
      remedy:
        'Check the hub’s address, and open the way to it in the firewalls between.',
    },
  },
  {
    condition: IO,
    text: /^Network is unreachable/,
    cause: {
      cause: 'link-network-unreachable',
      title: (target, from) => `${from} has no network route to ${target}.`,
      explanation:
        'The member’s node or pod has no route to that network at all, e.g. no way out, or only IPv6.',
      remedy: 'Check the member cluster’s routing and egress rules.',
    },
  },
  {
    condition: IO,
    text: /^Connection timed out/,
    cause: {
      cause: 'link-packets-dropped',
      title: target => `Something drops the packets to ${target}.`,
      explanation:
        'Connections get no answer at all: a firewall, network policy or security group between the clusters drops them.',
      remedy: 'Open the way from the member to that address and port.',
    },
  },
];

/** Causes in TLS; the end that rejects hides the reason, the other end gets it. */
const TLS: OutRow[] = [
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
      remedy: newLink,
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
      remedy:
        'Delete Secret "skupper-site-server" in the hub’s namespace: the Skupper controller makes a new one.',
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
      remedy: 'Set the clocks of both clusters’ nodes by NTP.',
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
      remedy:
        'Use a host that the hub’s certificate lists, or add this one to the hub’s RouterAccess (subjectAlternativeNames), then add the member again.',
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
      remedy:
        'Let TLS pass through to the router (passthrough), or use another link access type.',
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
      remedy: 'Set the clocks of both clusters’ nodes by NTP.',
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
      title: (_target, from) => `${from} and the hub share no TLS version.`,
      explanation: 'One of them is old, or set to newer versions only.',
      remedy: 'Use the same Skupper version, and look at the TLS settings.',
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
      remedy:
        'Check the port, and let TLS pass through to the router (passthrough).',
    },
  },
];

/** Causes in which something accepts the connection and then does not behave like the hub's router. */
const PEER: OutRow[] = [
  {
    condition: /^amqp:unauthorized-access$/,
    text: /Authentication failed \[mech=none\]/,
    cause: {
      cause: 'link-tls-terminated',
      title: target => `TLS does not reach the hub’s router at ${target}.`,
      explanation:
        'A proxy or ingress ends TLS on the way, or the link has no TLS credentials. The router needs the member’s certificate.',
      remedy: 'Let TLS pass through to the router (passthrough).',
    },
  },
  {
    condition: FRAMING,
    text: /^Expected SASL protocol header got: Unknown protocol/,
    cause: {
      cause: 'link-peer-not-amqp',
      title: target => `An HTTP server answers at ${target}, not a router.`,
      explanation:
        'Something ends TLS with a trusted certificate and hands the connection to another service.',
      remedy: 'Let TLS pass through to the router (passthrough).',
    },
  },
  {
    condition: ANY,
    text: /unexpected eof while reading/,
    opened: true,
    cause: {
      cause: 'link-peer-ended',
      title: () => 'The hub’s router ended the connection.',
      explanation:
        'The link had worked. This is what a restart of the hub’s router looks like; the member tries again every 5 seconds.',
      remedy: 'Wait until the hub’s router is ready again; check its pod.',
    },
  },
  {
    condition: ANY,
    text: /^Connection reset by peer|unexpected eof while reading/,
    cause: {
      cause: 'link-peer-closes',
      title: target => `What answers at ${target} closes the connection at once.`,
      explanation:
        'A load balancer, route or proxy accepts the connection but has no router behind it, the hub’s router is just starting, or the port is not that of inter-router links.',
      remedy: 'Check that the hub’s Service has endpoints, and the port.',
    },
  },
  {
    condition: /^amqp:resource-limit-exceeded$/,
    text: /^local-idle-timeout expired/,
    opened: true,
    cause: {
      cause: 'link-peer-silent',
      title: () => 'The hub’s router has stopped answering.',
      explanation:
        'The link had worked, then nothing came for 16 seconds: the hub’s router hangs, or the network between is interrupted.',
      remedy: 'Check the hub’s router pod and node, and the network between.',
    },
  },
  {
    condition: /^amqp:resource-limit-exceeded$/,
    text: /^local-idle-timeout expired/,
    cause: {
      cause: 'link-large-packets-lost',
      title: target =>
        `What answers at ${target} goes silent during the handshake.`,
      explanation:
        'Small packets arrive and large ones do not (a path MTU that is too small, often in a VPN or overlay network), or a proxy hangs.',
      remedy: 'Check the MTU on the way between the clusters.',
    },
  },
];

/** What lines of the connecting end mean; first match wins. @internal */
export const OUT_ROWS: OutRow[] = [...NETWORK, ...TLS, ...PEER];

/** Causes that are told by another line than a failed connection's. @internal */
export const OTHER_CAUSES = {
  ownRouter: {
    cause: 'link-to-own-site',
    title: (_target, from) => `The link of ${from} leads to its own site.`,
    explanation: 'Its token was issued by the same site that redeemed it.',
    remedy: newLink,
    reissue: true,
  },
  duplicateId: {
    cause: 'link-duplicate-router-id',
    title: (_target, from) =>
      `${from} and the hub run routers with the same id.`,
    explanation:
      'Routers know each other by their ids. Two with one id connect, but exchange nothing.',
    remedy: 'Restart the member’s router, so that it gets a new id.',
  },
  wrongPort: {
    cause: 'link-wrong-port',
    title: target => `The link uses a port of the hub for other links: ${target}.`,
    explanation:
      'The hub has one port for links between sites and one for edge sites. The connection opens, but nothing is exchanged.',
    remedy: newLink,
    reissue: true,
  },
  proxyDown: {
    cause: 'link-proxy-down',
    title: (_target, from) => `${from} cannot reach its HTTP proxy.`,
    explanation: 'The link is set to go through a proxy that does not answer.',
    remedy: 'Check the proxy and its address.',
  },
  proxyForbids: {
    cause: 'link-proxy-forbids',
    title: target => `The HTTP proxy forbids connections to ${target}.`,
    explanation: 'The proxy answers 403.',
    remedy: 'Allow the address and port in the proxy.',
  },
  proxyCredentials: {
    cause: 'link-proxy-credentials',
    title: () => 'The HTTP proxy wants credentials.',
    explanation: 'The proxy answers 407.',
    remedy: 'Set user name and password in the link’s proxy Secret.',
  },
  proxyCannotReach: {
    cause: 'link-proxy-cannot-reach',
    title: target => `The HTTP proxy cannot reach ${target}.`,
    explanation: 'The proxy answers with an error of its own.',
    remedy: 'Check the way from the proxy to the hub.',
  },
} satisfies Record<string, LogCause>;
