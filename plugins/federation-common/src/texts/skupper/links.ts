import { changedTexts, findingTexts, text } from '../texts';

const NEW_LINK = 'Apply the federation again: that issues a new link.';
const DELETE_FIRST = 'Delete this link, then apply the federation again';

/** Of a link that is there. */
export const linkTexts = findingTexts({
  ...changedTexts('link-changed', 'The link of {{from}}'),
  'link-changed.broken': text(
    'The link of {{from}} was changed by {{by}}: {{changes}}.',
    'Link "{{link}}" in namespace "{{namespace}}" of cluster "{{cluster}}" no longer leads to the hub with what it was issued.',
    'Apply the federation again and let it take over changed fields (takeOver), or undo that change.',
  ),
  'link-to-own-site': text(
    'The link of {{from}} leads to its own site.',
    'Its token was issued by the same site that redeemed it.',
    `${DELETE_FIRST}.`,
  ),
  'link-to-other-site': text(
    'The link of {{from}} leads to a site that is not the hub.',
    'It was issued by another site, or the hub’s site was made again.',
    NEW_LINK,
  ),
  'link-without-site': text(
    'The link of {{from}} has no site in its namespace.',
    'A link belongs to the site of its namespace, and "{{namespace}}" of cluster "{{cluster}}" has none.',
    'Apply the federation again: that makes the site.',
  ),
  'link-without-endpoint': text(
    'The link of {{from}} has no address that its router can use.',
    'Its site needs an address of kind "{{wanted}}", and the link lists only "{{listed}}". Skupper accepts such a link, and waits for ever.',
    `${DELETE_FIRST}: that issues one with all addresses of the hub.`,
  ),
  'link-without-endpoint.none': text(
    'The link of {{from}} has no address that its router can use.',
    'Its site needs an address of kind "{{wanted}}", and the link lists none. Skupper accepts such a link, and waits for ever.',
    `${DELETE_FIRST}: that issues one with all addresses of the hub.`,
  ),
  'link-proxy-secret-missing': text(
    'The link of {{from}} is to go through a proxy whose Secret does not exist.',
    'The Secret with the proxy’s address is missing in namespace "{{namespace}}". The Skupper controller of cluster "{{cluster}}" crashes at such a link, and looks after no site of the cluster until it runs again.',
    'Delete link "{{link}}". Make the Secret first, if a proxy is needed; otherwise apply the federation again.',
  ),
  'link-secret-missing': text(
    'A Secret that the link of {{from}} needs is missing.',
    'The router cannot connect without it.',
    NEW_LINK,
  ),
  'link-not-configured': text(
    'The Skupper controller cannot set up the link of {{from}}.',
    'The router is not told to connect while it cannot.',
    `${DELETE_FIRST}: that issues a new one.`,
  ),
  'controller-not-reacting.link': text(
    'The Skupper controller of {{cluster}} does not react to the link of {{from}}.',
    'It looks at each link at least every 30 seconds. It is not running, or does not control this namespace.',
    'Check that the pod "skupper-controller" is running in cluster "{{cluster}}".',
  ),
  'link-up-without-site': text(
    'The link of {{from}} is connected, but what answers is not the hub’s router.',
    'The connection is open, yet no site stands at its other end: the port may be that of edge links, or the address belongs to something else.',
    NEW_LINK,
  ),
  'link-ready-is-stale': text(
    'The link of {{from}} says Ready, but its router does not report it.',
    'Skupper leaves a link’s last state when its record disappears from the network status. So what counts is that document, and it has none of this link.',
    'Restart the router of {{from}} by deleting its pod in namespace "{{namespace}}" of cluster "{{cluster}}": the new one writes the network status anew. If the hub’s site was made again, apply the federation again.',
  ),
  'link-lost': text(
    'The link of {{from}} worked and is now down.',
    'The router tries again every 5 seconds. The hub’s router may be restarting, or the network between is interrupted.',
    'Check that the hub’s site in namespace "{{hubNamespace}}" of cluster "{{hubCluster}}" is ready, and the network between the clusters.',
  ),
  'link-never-operational': text(
    'The link of {{from}} has never come up.',
    'The router tries every 5 seconds and logs why it fails. If it logs nothing, a firewall may drop its packets, which shows only after 135 seconds, something accepts the connection and never answers (a hanging proxy, a path MTU that is too small).',
    'Check that cluster "{{cluster}}" may reach {{address}}, then apply the federation again: that issues a new link with new credentials.',
  ),
  'link-never-operational.secret': text(
    'The link of {{from}} has never come up.',
    'The router tries every 5 seconds and logs why it fails. If it logs nothing, a firewall may drop its packets, which shows only after 135 seconds, something accepts the connection and never answers (a hanging proxy, a path MTU that is too small), or Secret "{{secret}}" with the link’s certificate is missing, which Skupper does not say.',
    'Check that cluster "{{cluster}}" may reach {{address}}, then apply the federation again: that issues a new link with new credentials.',
  ),
});
