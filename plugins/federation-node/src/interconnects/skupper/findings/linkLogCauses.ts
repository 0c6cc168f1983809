import { LogCause, NEW_LINK as newLink, OutRow } from './linkLogRow';
import { TLS } from './linkLogTls';

const IO = /^proton:io$/;
const FRAMING = /framing-error$/;
const ANY = /./;

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
      title: target =>
        `What answers at ${target} closes the connection at once.`,
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
    title: target =>
      `The link uses a port of the hub for other links: ${target}.`,
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
