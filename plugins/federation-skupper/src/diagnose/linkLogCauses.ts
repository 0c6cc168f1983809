import {
  LogCause,
  NEW_LINK as newLink,
  OutRow,
  PASSTHROUGH,
  placeText,
} from './linkLogRow';
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
      remedy: ({ hub }) =>
        `Check that the hub’s site is ready, and that Service "skupper-router" in ${placeText(
          hub,
        )} has endpoints. If the hub’s address has changed, add the member again.`,
      reissue: true,
    },
  },
  {
    condition: IO,
    text: /^Name or service not known/,
    cause: {
      cause: 'link-host-unknown',
      title: (target, from) =>
        `DNS in ${from} does not know the host of ${target}.`,
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
      remedy: ({ from }) =>
        `Check DNS in cluster "${from.cluster}", and whether its pods may reach the DNS server.`,
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
      remedy: ({ target, from, hub }) =>
        `Open the way from cluster "${from.cluster}" to ${target} in the firewalls between. If cluster "${hub.cluster}" has another address now, add the member again.`,
    },
  },
  {
    condition: IO,
    text: /^Network is unreachable/,
    cause: {
      cause: 'link-network-unreachable',
      title: (target, from) =>
        `There is no network route from ${from} to ${target}.`,
      explanation:
        'The member’s node or pod has no route to that network at all, e.g. no way out, or only IPv6.',
      remedy: ({ from }) =>
        `Check routing and egress rules of cluster "${from.cluster}".`,
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
      remedy: ({ target, from }) =>
        `Open the way from cluster "${from.cluster}" to ${target}.`,
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
      remedy: PASSTHROUGH,
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
      remedy: PASSTHROUGH,
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
      remedy: ({ hub }) =>
        `Wait until the hub’s router is ready again; otherwise check its pod in ${placeText(
          hub,
        )}.`,
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
      remedy: ({ hub }) =>
        `Check that Service "skupper-router" in ${placeText(
          hub,
        )} has endpoints, and that the port is its port for inter-router links.`,
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
      remedy: ({ hub }) =>
        `Check the hub’s router pod in ${placeText(
          hub,
        )} and its node, and the network between the clusters.`,
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
      remedy: ({ target, from }) =>
        `Check the MTU on the way from cluster "${from.cluster}" to ${target}.`,
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
      `The routers of ${from} and the hub have the same id.`,
    explanation:
      'Routers know each other by their ids. Two with one id connect, but exchange nothing.',
    remedy: ({ from }) =>
      `Delete the router’s pod in ${placeText(
        from,
      )}: the new one gets another id.`,
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
    title: (_target, from) => `The HTTP proxy of ${from} does not answer.`,
    explanation: 'The link is set to go through a proxy that does not answer.',
    remedy: ({ from }) =>
      `Check that the proxy runs, and its address in the link’s proxy Secret in ${placeText(
        from,
      )}.`,
  },
  proxyForbids: {
    cause: 'link-proxy-forbids',
    title: target => `The HTTP proxy forbids connections to ${target}.`,
    explanation: 'The proxy answers 403.',
    remedy: ({ target }) => `Allow ${target} in the proxy.`,
  },
  proxyCredentials: {
    cause: 'link-proxy-credentials',
    title: () => 'The HTTP proxy wants credentials.',
    explanation: 'The proxy answers 407.',
    remedy: ({ from }) =>
      `Set user name and password in the link’s proxy Secret in ${placeText(
        from,
      )}.`,
  },
  proxyCannotReach: {
    cause: 'link-proxy-cannot-reach',
    title: target => `The HTTP proxy cannot reach ${target}.`,
    explanation: 'The proxy answers with an error of its own.',
    remedy: ({ target }) => `Check the way from the proxy to ${target}.`,
  },
} satisfies Record<string, LogCause>;
