import { findingTexts, text } from '../texts';

const NEW_GRANT = 'Apply the federation again: that issues a new access grant.';
const OF_HUB = 'namespace "{{hubNamespace}}" of cluster "{{hubCluster}}"';
const OF_MEMBER = 'namespace "{{namespace}}" of cluster "{{cluster}}"';
const BY_CERTIFICATE =
  'then apply the federation again; or use link mode "certificate", which needs no grant server.';

/** Of what issues a member’s link: access grant, access token or certificate. */
export const tokenTexts = findingTexts({
  'link-missing': text(
    'There is no link from {{member}} to the hub.',
    'The federation’s spec asks for one. It was deleted, or the run that makes it ended before it came that far.',
    'Apply the federation again: that issues a new link.',
  ),
  // The access grant.
  'access-grants-disabled': text(
    'The hub’s Skupper controller runs without access grants.',
    'Grants are served by the controller, and that of cluster "{{hubCluster}}" has them switched off.',
    'Use link mode "certificate", which needs no grants, or have the controller’s administrator switch them on.',
  ),
  'access-grant-invalid': text(
    'The access grant on the hub is invalid.',
    'The Skupper controller of the hub says why: {{message}}',
    NEW_GRANT,
  ),
  'access-grant-invalid.window': text(
    'The access grant on the hub is invalid.',
    'The controller could not process it: its window of time is not one that it understands, such as "15m".',
    NEW_GRANT,
  ),
  'access-grant-invalid.redemptions': text(
    'The access grant for {{member}} can never be redeemed.',
    'It allows {{allowed}} redemptions. Skupper calls such a grant Ready all the same.',
    NEW_GRANT,
  ),
  'controller-not-reacting.grant': text(
    'The Skupper controller of {{hubCluster}} does not react to the access grant for {{member}}.',
    'It usually answers within a second. It is not running, or does not control this namespace.',
    'Check that the pod "skupper-controller" is running in cluster "{{hubCluster}}".',
  ),
  'grant-server-no-address': text(
    'The hub’s grant server has got no address.',
    'Members redeem their tokens at the grant server, which needs a load balancer or route of its own in the controller’s namespace.',
    'Give Service "skupper-grant-server" of the controller in cluster "{{hubCluster}}" an address, or use link mode "certificate", which needs no grant server.',
  ),
  'access-grant-expired': text(
    'The access grant for {{member}} has expired.',
    'An access grant is valid for some minutes only, and this one was not redeemed in time. Skupper calls it Ready all the same.',
    NEW_GRANT,
  ),
  'access-grant-used-up': text(
    'The access grant for {{member}} is used up, but there is no link.',
    'Each attempt to redeem counts, also one that failed on the member.',
    NEW_GRANT,
  ),
  // The access token, and what its redemption answered.
  'access-token-not-redeemed': text(
    'The Skupper controller of {{cluster}} has not redeemed the access token.',
    'The controller is not running, or it hangs in a connection to a grant server that does not answer.',
    'Check that the pod "skupper-controller" is running in cluster "{{cluster}}", and whether that cluster reaches the grant server of cluster "{{hubCluster}}". Link mode "certificate" needs no grant server.',
  ),
  'access-token-not-redeemed.said': text(
    'The access token could not be redeemed.',
    'The Skupper controller of the member says why: {{message}}',
    NEW_GRANT,
  ),
  'access-grant-expired.redemption': text(
    'The access grant has expired or no longer exists.',
    'An access grant is valid for 15 minutes. The member asked for its link after that, or the grant was deleted on the hub.',
    NEW_GRANT,
  ),
  'access-grant-used-up.redemption': text(
    'The access grant has already been used.',
    'A grant can be redeemed once. Every attempt counts, also one that failed on the member, e.g. because a Secret or Link of that name existed there.',
    NEW_GRANT,
  ),
  'access-token-wrong-code': text(
    'The hub refused the access token: its code is wrong.',
    'The token does not belong to the grant it names: the grant was made again after the token was issued.',
    NEW_GRANT,
  ),
  'access-grant-invalid.redemption': text(
    'The access grant on the hub is invalid.',
    'Its expiration window is not a duration that the controller understands.',
    NEW_GRANT,
  ),
  'hub-no-link-access': text(
    'The hub has no address at which members can link.',
    'The hub site has no link access, or its address is not known yet.',
    `Wait until the hub’s site in ${OF_HUB} has an address, with a link access type that the cluster supports; then apply the federation again.`,
  ),
  'hub-site-missing': text(
    'There is no site in the namespace of the hub.',
    'A grant can be redeemed only while its site exists.',
    `Apply the federation again: it makes the site in ${OF_HUB}.`,
  ),
  'hub-issuer-missing': text(
    'The hub site has no certificate authority yet.',
    'The Secret of the issuer of the hub site does not exist.',
    NEW_GRANT,
  ),
  'hub-is-edge.redemption': text(
    'The hub is an edge site, and edge sites accept no links.',
    'Only interior sites can be linked to.',
    `Delete the site in ${OF_HUB}, and apply the federation again: it makes an interior site.`,
  ),
  'access-token-not-https': text(
    'The access token has a URL that is not HTTPS.',
    'Grants are redeemed over HTTPS only.',
    NEW_GRANT,
  ),
  'grant-server-untrusted': text(
    'The member does not trust the certificate of the hub’s grant server.',
    'The certificate comes from another authority than the one in the token: the grant server was set up anew, or something in between ends TLS with a certificate of its own.',
    'Apply the federation again. If it stays, let what stands before the grant server pass TLS through, or use link mode "certificate".',
  ),
  'grant-server-refused': text(
    'The hub’s grant server refuses the connection.',
    'Nothing listens at the address in the token: the Skupper controller of the hub is not running, or its Service leads nowhere.',
    `Check that the pod "skupper-controller" is running in cluster "{{hubCluster}}", ${BY_CERTIFICATE}`,
  ),
  'grant-server-unknown-host': text(
    'The member cannot resolve the host name of the hub’s grant server.',
    'The name in the token is unknown to DNS on the member.',
    `Mend DNS in cluster "{{cluster}}", ${BY_CERTIFICATE}`,
  ),
  'grant-server-unreachable': text(
    'The member cannot reach the hub’s grant server.',
    'A firewall or a missing route lies between the member and the address in the token.',
    `Open the way from cluster "{{cluster}}" to the grant server of cluster "{{hubCluster}}", ${BY_CERTIFICATE}`,
  ),
  'link-secret-exists': text(
    'A Secret with the name of the link exists already on the member.',
    'Skupper does not overwrite it. Each further attempt uses up the access grant.',
    `Delete Secret "{{token}}", and link "{{token}}" if there is one, in ${OF_MEMBER} unless something needs them; then apply the federation again.`,
  ),
  'link-name-exists': text(
    'A Link of that name exists already on the member.',
    'Skupper does not overwrite it. Each further attempt uses up the access grant.',
    `Delete link "{{token}}" in ${OF_MEMBER}, then apply the federation again.`,
  ),
  'access-token-of-deleted-site': text(
    'The access token was redeemed for a site that has been deleted.',
    'A token serves one site, once.',
    NEW_GRANT,
  ),
  // The certificate of a link without a token.
  'link-certificate-no-authority': text(
    'The hub’s site has no certificate authority "{{authority}}".',
    'The certificate of a link is signed by the authority of the hub’s site. That is a Secret, which was deleted, is not made yet, or never was.',
    `Wait half a minute: the Skupper controller makes the authority of its own again. If "{{authority}}" is not its own, take it out of spec.defaultIssuer of the hub’s site in ${OF_HUB}; then apply the federation again.`,
  ),
  'link-certificate-secret-taken': text(
    'The name of the certificate for {{member}} is taken by another Secret.',
    'A certificate is kept in a Secret of its name, and Skupper overwrites none that it did not make.',
    `Delete Secret "{{certificate}}" in ${OF_HUB} unless something needs it; then apply the federation again.`,
  ),
  'link-certificate-not-issued': text(
    'The hub has not issued a certificate for {{member}}.',
    'The Skupper controller of the hub makes the certificate from the site’s own authority.',
    'Check that the pod "skupper-controller" is running in cluster "{{hubCluster}}", then apply the federation again.',
  ),
});
