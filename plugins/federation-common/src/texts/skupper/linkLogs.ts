import { findingTexts, text } from '../texts';

const NEW_LINK = 'Apply the federation again: that issues a new link.';
const OF_HUB = 'namespace "{{hubNamespace}}" of cluster "{{hubCluster}}"';
const OF_MEMBER = 'namespace "{{namespace}}" of cluster "{{cluster}}"';
const PASSTHROUGH =
  'Let what stands before the hub’s router at {{target}} pass TLS through (passthrough), or apply the federation with another link access type (hub.linkAccess), all else as it is.';
const CLOCKS =
  'Set the clocks of the nodes of clusters "{{cluster}}" and "{{hubCluster}}" by NTP.';

/** Of a link whose routers’ logs say why it does not work. */
export const linkLogTexts = findingTexts({
  'link-connection-refused': text(
    'The hub refuses the connection at {{target}}.',
    'Nothing listens there: the hub’s router is down or restarting, its link access is off, or the port is wrong. A firewall that resets connections looks the same.',
    `Check that the hub’s site is ready, and that Service "skupper-router" in ${OF_HUB} has endpoints. If the hub’s address has changed, apply the federation again.`,
  ),
  'link-host-unknown': text(
    'DNS in {{from}} does not know the host of {{target}}.',
    'DNS says that there is no such name: the hub’s route or load balancer has another name now, or was deleted.',
    NEW_LINK,
  ),
  'link-dns-fails': text(
    'DNS in {{from}} fails, so {{target}} cannot be looked up.',
    'No DNS server answered, or it had an error. This says nothing about the hub.',
    'Check DNS in cluster "{{cluster}}", and whether its pods may reach the DNS server.',
  ),
  'link-no-route': text(
    'There is no way from {{from}} to {{target}}.',
    'The address is dead, or a firewall on the way refuses the connection.',
    'Open the way from cluster "{{cluster}}" to {{target}} in the firewalls between. If cluster "{{hubCluster}}" has another address now, apply the federation again.',
  ),
  'link-network-unreachable': text(
    'There is no network route from {{from}} to {{target}}.',
    'The member’s node or pod has no route to that network at all, e.g. no way out, or only IPv6.',
    'Check routing and egress rules of cluster "{{cluster}}".',
  ),
  'link-packets-dropped': text(
    'Something drops the packets to {{target}}.',
    'Connections get no answer at all: a firewall, network policy or security group between the clusters drops them.',
    'Open the way from cluster "{{cluster}}" to {{target}}.',
  ),
  'link-tls-unknown-ca': text(
    'The link of {{from}} does not trust the hub’s certificate.',
    'The hub’s certificate comes from another authority than the one that the link knows: the hub’s site was made again, or its authority was renewed.',
    `${NEW_LINK} If that does not help, the hub’s own certificate is of an older authority: delete Secret "skupper-site-server" in ${OF_HUB}, and Skupper makes it anew.`,
  ),
  'link-tls-server-expired': text(
    'The hub’s certificate has expired.',
    'The member refuses to connect to an expired certificate.',
    `Delete Secret "skupper-site-server" in ${OF_HUB}: the Skupper controller makes a new one.`,
  ),
  'link-tls-server-not-yet-valid': text(
    'The hub’s certificate is not valid yet.',
    'The clocks of the two clusters differ.',
    CLOCKS,
  ),
  'link-tls-host-mismatch': text(
    'The hub’s certificate does not name "{{host}}".',
    'A certificate lists the host names for which it is valid. The host of this link is not among them. IP addresses count only when they are listed as DNS names.',
    `Add "{{host}}" to subjectAlternativeNames of the hub’s RouterAccess in ${OF_HUB}, or let the hub use a host that its certificate lists; then apply the federation again.`,
  ),
  'link-tls-other-server': text(
    'Another server than the hub’s router answers at {{target}}.',
    'It shows a certificate that the link does not trust, and the hub’s router sees no connection: an ingress or HTTPS server ends TLS before the router.',
    PASSTHROUGH,
  ),
  'link-tls-verify-failed': text(
    'The link of {{from}} does not accept the hub’s certificate.',
    'It comes from another authority, has expired, is not valid yet, or does not name the host of the link. The hub’s router log would say which.',
    NEW_LINK,
  ),
  'link-tls-client-expired': text(
    'The link certificate of {{from}} has expired.',
    'The hub refuses it.',
    NEW_LINK,
  ),
  'link-tls-client-not-yet-valid': text(
    'The link certificate of {{from}} is not valid yet.',
    'The clocks of the two clusters differ.',
    CLOCKS,
  ),
  'link-tls-client-unknown-ca': text(
    'The hub does not trust the link certificate of {{from}}.',
    'It was signed by another authority: the hub’s authority was renewed, or the link was issued by another site.',
    NEW_LINK,
  ),
  'link-tls-client-missing': text(
    'The link of {{from}} shows no certificate.',
    'The link’s Secret has no tls.crt and tls.key.',
    NEW_LINK,
  ),
  'link-tls-version': text(
    'The routers of {{from}} and the hub share no TLS version.',
    'One of them is old, or set to newer versions only.',
    'Run the same Skupper version in clusters "{{cluster}}" and "{{hubCluster}}", and compare their TLS settings.',
  ),
  'link-peer-not-tls': text(
    'What answers at {{target}} does not speak TLS.',
    'It is another service (HTTP, SSH …), or something ends TLS before the router.',
    'Check that {{target}} is the hub’s address and port. If it is, let what stands before the hub’s router pass TLS through (passthrough).',
  ),
  'link-tls-terminated': text(
    'TLS does not reach the hub’s router at {{target}}.',
    'A proxy or ingress ends TLS on the way, or the link has no TLS credentials. The router needs the member’s certificate.',
    PASSTHROUGH,
  ),
  'link-peer-not-amqp': text(
    'An HTTP server answers at {{target}}, not a router.',
    'Something ends TLS with a trusted certificate and hands the connection to another service.',
    PASSTHROUGH,
  ),
  'link-peer-ended': text(
    'The hub’s router ended the connection.',
    'The link had worked. This is what a restart of the hub’s router looks like; the member tries again every 5 seconds.',
    `Wait until the hub’s router is ready again; otherwise check its pod in ${OF_HUB}.`,
  ),
  'link-peer-closes': text(
    'What answers at {{target}} closes the connection at once.',
    'A load balancer, route or proxy accepts the connection but has no router behind it, the hub’s router is just starting, or the port is not that of inter-router links.',
    `Check that Service "skupper-router" in ${OF_HUB} has endpoints, and that the port is its port for inter-router links.`,
  ),
  'link-peer-silent': text(
    'The hub’s router has stopped answering.',
    'The link had worked, then nothing came for 16 seconds: the hub’s router hangs, or the network between is interrupted.',
    `Check the hub’s router pod in ${OF_HUB} and its node, and the network between the clusters.`,
  ),
  'link-large-packets-lost': text(
    'What answers at {{target}} goes silent during the handshake.',
    'Small packets arrive and large ones do not (a path MTU that is too small, often in a VPN or overlay network), or a proxy hangs.',
    'Check the MTU on the way from cluster "{{cluster}}" to {{target}}.',
  ),
  'link-to-own-site.log': text(
    'The link of {{from}} leads to its own site.',
    'Its token was issued by the same site that redeemed it.',
    NEW_LINK,
  ),
  'link-duplicate-router-id': text(
    'The routers of {{from}} and the hub have the same id.',
    'Routers know each other by their ids. Two with one id connect, but exchange nothing.',
    `Delete the router’s pod in ${OF_MEMBER}: the new one gets another id.`,
  ),
  'link-wrong-port': text(
    'The link uses a port of the hub for other links: {{target}}.',
    'The hub has one port for links between sites and one for edge sites. The connection opens, but nothing is exchanged.',
    NEW_LINK,
  ),
  'link-proxy-down': text(
    'The HTTP proxy of {{from}} does not answer.',
    'The link is set to go through a proxy that does not answer.',
    `Check that the proxy runs, and its address in the link’s proxy Secret in ${OF_MEMBER}.`,
  ),
  'link-proxy-forbids': text(
    'The HTTP proxy forbids connections to {{target}}.',
    'The proxy answers 403.',
    'Allow {{target}} in the proxy.',
  ),
  'link-proxy-credentials': text(
    'The HTTP proxy wants credentials.',
    'The proxy answers 407.',
    `Set user name and password in the link’s proxy Secret in ${OF_MEMBER}.`,
  ),
  'link-proxy-cannot-reach': text(
    'The HTTP proxy cannot reach {{target}}.',
    'The proxy answers with an error of its own.',
    'Check the way from the proxy to {{target}}.',
  ),
});
