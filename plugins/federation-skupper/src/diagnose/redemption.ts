/** What a remedy may name. @internal */
export interface RedemptionPlaces {
  hub: { cluster: string; namespace: string };
  from: { cluster: string; namespace: string };
  /** Name of the token, and so of its Link and Secret. */
  name: string;
}

/** What a failed redemption means. @internal */
export interface RedemptionCause {
  cause: string;
  /** Sentence about the cause, without the place. */
  title: string;
  explanation: string;
  remedy: string | ((places: RedemptionPlaces) => string);
}

const again = 'Add the member again: that issues a new access grant.';

const placeText = ({ cluster, namespace }: RedemptionPlaces['hub']) =>
  `namespace "${namespace}" of cluster "${cluster}"`;

/** The texts that the controller writes into an AccessToken's status, with their causes; first match wins. */
const TABLE: { match: RegExp; cause: RedemptionCause }[] = [
  {
    match: /404 .*No such claim/,
    cause: {
      cause: 'access-grant-expired',
      title: 'The access grant has expired or no longer exists.',
      explanation:
        'An access grant is valid for 15 minutes. The member asked for its link after that, or the grant was deleted on the hub.',
      remedy: again,
    },
  },
  {
    match: /404 .*No such access granted/,
    cause: {
      cause: 'access-grant-used-up',
      title: 'The access grant has already been used.',
      explanation:
        'A grant can be redeemed once. Every attempt counts, also one that failed on the member, e.g. because a Secret or Link of that name existed there.',
      remedy: again,
    },
  },
  {
    match: /403 .*Redemption of access token refused/,
    cause: {
      cause: 'access-token-wrong-code',
      title: 'The hub refused the access token: its code is wrong.',
      explanation:
        'The token does not belong to the grant it names: the grant was made again after the token was issued.',
      remedy: again,
    },
  },
  {
    match: /500 .*Corrupted claim/,
    cause: {
      cause: 'access-grant-invalid',
      title: 'The access grant on the hub is invalid.',
      explanation:
        'Its expiration window is not a duration that the controller understands.',
      remedy: again,
    },
  },
  {
    match: /500 .*(Could not resolve any endpoints|No valid endpoints found)/,
    cause: {
      cause: 'hub-no-link-access',
      title: 'The hub has no address at which members can link.',
      explanation:
        'The hub site has no link access, or its address is not known yet.',
      remedy: ({ hub }) =>
        `Wait until the hub’s site in ${placeText(
          hub,
        )} has an address, with a link access type that the cluster supports; then add the member again.`,
    },
  },
  {
    match: /500 .*Site not yet defined/,
    cause: {
      cause: 'hub-site-missing',
      title: 'There is no site in the namespace of the hub.',
      explanation: 'A grant can be redeemed only while its site exists.',
      remedy: ({ hub }) =>
        `Run the template of the federation again: it makes the site in ${placeText(
          hub,
        )}.`,
    },
  },
  {
    match: /500 .*Could not get issuer/,
    cause: {
      cause: 'hub-issuer-missing',
      title: 'The hub site has no certificate authority yet.',
      explanation: 'The Secret of the issuer of the hub site does not exist.',
      remedy: again,
    },
  },
  {
    match: /Edge sites cannot accept/,
    cause: {
      cause: 'hub-is-edge',
      title: 'The hub is an edge site, and edge sites accept no links.',
      explanation: 'Only interior sites can be linked to.',
      remedy: ({ hub }) =>
        `Delete the site in ${placeText(
          hub,
        )}, and run the template of the federation again: it makes an interior site.`,
    },
  },
  {
    match: /400 .*HTTP request to an HTTPS server|url scheme must be https/,
    cause: {
      cause: 'access-token-not-https',
      title: 'The access token has a URL that is not HTTPS.',
      explanation: 'Grants are redeemed over HTTPS only.',
      remedy: again,
    },
  },
  {
    match: /x509|failed to verify certificate|does not have a CA/,
    cause: {
      cause: 'grant-server-untrusted',
      title:
        'The member does not trust the certificate of the hub’s grant server.',
      explanation:
        'The certificate comes from another authority than the one in the token: the grant server was set up anew, or something in between ends TLS with a certificate of its own.',
      remedy:
        'Add the member again. If it stays, let what stands before the grant server pass TLS through, or use link mode "certificate".',
    },
  },
  {
    match: /connection refused/,
    cause: {
      cause: 'grant-server-refused',
      title: 'The hub’s grant server refuses the connection.',
      explanation:
        'Nothing listens at the address in the token: the Skupper controller of the hub is not running, or its Service leads nowhere.',
      remedy: ({ hub }) =>
        `Check that the pod "skupper-controller" is running in cluster "${hub.cluster}", then add the member again; or use link mode "certificate", which needs no grant server.`,
    },
  },
  {
    match: /no such host|server misbehaving/,
    cause: {
      cause: 'grant-server-unknown-host',
      title:
        'The member cannot resolve the host name of the hub’s grant server.',
      explanation: 'The name in the token is unknown to DNS on the member.',
      remedy: ({ from }) =>
        `Mend DNS in cluster "${from.cluster}", then add the member again; or use link mode "certificate", which needs no grant server.`,
    },
  },
  {
    match:
      /deadline exceeded|i\/o timeout|timed? ?out|no route to host|unreachable/i,
    cause: {
      cause: 'grant-server-unreachable',
      title: 'The member cannot reach the hub’s grant server.',
      explanation:
        'A firewall or a missing route lies between the member and the address in the token.',
      remedy: ({ from, hub }) =>
        `Open the way from cluster "${from.cluster}" to the grant server of cluster "${hub.cluster}", then add the member again; or use link mode "certificate", which needs no grant server.`,
    },
  },
  {
    match: /could not create received secret: .*already exists/,
    cause: {
      cause: 'link-secret-exists',
      title: 'A Secret with the name of the link exists already on the member.',
      explanation:
        'Skupper does not overwrite it. Each further attempt uses up the access grant.',
      remedy: ({ from, name }) =>
        `Delete Secret "${name}", and link "${name}" if there is one, in ${placeText(
          from,
        )} unless something needs them; then add the member again.`,
    },
  },
  {
    match: /could not create received link: .*already exists/,
    cause: {
      cause: 'link-name-exists',
      title: 'A Link of that name exists already on the member.',
      explanation:
        'Skupper does not overwrite it. Each further attempt uses up the access grant.',
      remedy: ({ from, name }) =>
        `Delete link "${name}" in ${placeText(
          from,
        )}, then add the member again.`,
    },
  },
  {
    match: /Already redeemed for a deleted site/,
    cause: {
      cause: 'access-token-of-deleted-site',
      title: 'The access token was redeemed for a site that has been deleted.',
      explanation: 'A token serves one site, once.',
      remedy: again,
    },
  },
];

/**
 * What a redemption's message means.
 *
 * @param message - `status.message` of an AccessToken
 * @internal
 */
export function redemptionCause(message: string): RedemptionCause {
  return (
    TABLE.find(row => row.match.test(message))?.cause ?? {
      cause: 'access-token-not-redeemed',
      title: 'The access token could not be redeemed.',
      explanation: `The Skupper controller of the member says why: ${message}`,
      remedy: again,
    }
  );
}
