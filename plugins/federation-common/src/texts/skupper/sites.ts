import { changedTexts, FindingText, findingTexts, text } from '../texts';

const AT = 'namespace "{{namespace}}" of cluster "{{cluster}}"';
const RUN_WITH_ACCESS =
  'Apply the federation with a link access type (hub.linkAccess), all else as it is.';
const LOOK_FOR_ADDRESS = `Look at Service "skupper-router" in ${AT}. Without a load balancer apply the federation with link access (hub.linkAccess) "nodeport", on OpenShift "route", all else as it is.`;

/** The errors that a Site’s `Configured` can hold. */
const errors = findingTexts({
  'second-site': text(
    'Namespace "{{namespace}}" of cluster "{{cluster}}" has another site: "{{found}}".',
    'A namespace can hold one active site. This one is ignored until the other is deleted; then it takes over within half a minute.',
    'Delete one of the two sites, or use another namespace.',
  ),
  'link-access-unsupported': text(
    'The Skupper controller of cluster "{{cluster}}" does not offer link access "{{found}}".',
    'Which types a controller offers is set when it is installed; "loadbalancer", "local" and, on OpenShift, "route" are usual.',
    'Apply the federation with another link access type (hub.linkAccess), e.g. "default", all else as it is.',
  ),
  'edge-ha': text(
    'The site of {{name}} is an edge site with two routers.',
    'Edge sites run one router only.',
    'Switch high availability (spec.ha) off for the site.',
  ),
  'site-leftovers': text(
    'Leftovers of a deleted site are in the way of the site of {{name}}.',
    'The site was deleted and made again before Kubernetes had collected what the old one owned.',
    'Wait a minute. If it stays, delete the object that the message names.',
  ),
  'controller-restarting': text(
    'The Skupper controller of cluster "{{cluster}}" does not recover from a restart.',
    'Right after a restart it finds what it made before, and heals within a second. When it stays, the controller crashes at each start, and no site of the cluster is looked after.',
    'Look at the pod "skupper-controller" of cluster "{{cluster}}" and the end of its log. Known causes are a site with link access "route" where there are no routes, and a link whose proxy Secret is missing.',
  ),
});

const ignored = (whose: string) =>
  text(
    `Skupper ignores a second site, "{{other}}", in ${AT}.`,
    `A namespace can hold one active site, and that of {{name}}, "{{site}}", is it. The other does nothing, until the active one is deleted: then it takes over. ${whose}`,
    `Delete Site "{{other}}" in ${AT} when nobody needs it.`,
  );

/** The same of a site whose router goes on as before. */
const goesOn = (error: FindingText): FindingText => ({
  ...error,
  explanation: `${error.explanation} The site goes on as it was before that change.`,
});

/** The errors in words for a state. */
export const siteErrorReasons = Object.fromEntries(
  Object.entries(errors).map(([id, { title }]) => [id, title]),
) as Record<keyof typeof errors, string>;

/** Of a site and its router. */
export const siteTexts = findingTexts({
  ...changedTexts('site-changed', 'Site "{{site}}" of {{name}}'),
  'site-changed.broken': text(
    'Site "{{site}}" of {{name}} was changed by {{by}}: {{changes}}.',
    'Nothing can link to it any more, so no member reaches the hub.',
    'Apply the federation again and let it take over changed fields (takeOver), or undo that change.',
  ),
  ...errors,
  'second-site.goes-on': goesOn(errors['second-site']),
  'link-access-unsupported.goes-on': goesOn(errors['link-access-unsupported']),
  'edge-ha.goes-on': goesOn(errors['edge-ha']),
  'site-leftovers.goes-on': goesOn(errors['site-leftovers']),
  'controller-restarting.goes-on': goesOn(errors['controller-restarting']),
  'edge-ha.accepted': {
    ...errors['edge-ha'],
    explanation:
      'Edge sites run one router only. Skupper 2.2 makes two nevertheless; later versions refuse such a site.',
  },
  'site-ignored': ignored('It bears the name of no federation.'),
  'site-ignored.of-federation': ignored('It was made for a federation.'),
  'site-not-configured': text(
    'The Skupper controller cannot set up the site of {{name}}.',
    'An object that the site needs could not be made or read. Right after a change this heals by itself within seconds; it has not.',
    `Check what the controller may do in ${AT}, and the namespace’s quota. When both are right, delete the site and apply the federation again.`,
  ),
  'site-missing': text(
    'The site of {{name}} does not exist.',
    'The federation’s spec asks for it, but namespace "{{namespace}}" of cluster "{{cluster}}" holds no such site: it was deleted, or the run that makes it has not come that far.',
    'Apply the federation again: that makes what is missing of it, and leaves the rest as it is.',
  ),
  'site-missing.hub': text(
    'The site of {{name}} does not exist.',
    'The federation’s spec asks for it, but namespace "{{namespace}}" of cluster "{{cluster}}" holds no such site: it was deleted, or the run that makes it has not come that far.',
    'Apply the federation again: it makes what is missing, and leaves the rest as it is.',
  ),
  'site-taken': text(
    'The site of {{name}} belongs to another federation.',
    `Site "{{site}}" in ${AT} carries another federation’s label. A namespace can be in one federation only, so nothing is changed there.`,
    'Use another namespace.',
  ),
  'controller-elsewhere': text(
    'Namespace "{{namespace}}" of cluster "{{cluster}}" is left to another Skupper controller, "{{controller}}", which does not look at it.',
    'ConfigMap "skupper" of the namespace names that controller, and the others leave the namespace alone. What is shown of the site is its last state.',
    `Start that controller, or delete ConfigMap "skupper" in ${AT}: the cluster’s own controller takes over within half a minute.`,
  ),
  'controller-not-reacting.site': text(
    'The Skupper controller of {{cluster}} does not react to the site of {{name}}.',
    'It usually answers within a second. It is not running, or it does not control this namespace (a ConfigMap "skupper" can name another controller).',
    'Check that the pod "skupper-controller" is running in cluster "{{cluster}}", and that no ConfigMap "skupper" in namespace "{{namespace}}" names another controller.',
  ),
  'hub-is-edge': text(
    'The hub is an edge site, and edge sites accept no links.',
    'Only interior sites can be linked to.',
    `Delete the site in ${AT}, and apply the federation again.`,
  ),
  'no-link-access': text(
    'The hub accepts no links.',
    'Its site has no link access, so there is no address at which members can link.',
    RUN_WITH_ACCESS,
  ),
  'link-access-leftover': text(
    'The hub’s link access is switched off, but its address {{endpoint}} still works.',
    'Skupper leaves RouterAccess "skupper-router" and its Service when link access is switched off. Members stay linked until someone deletes them.',
    RUN_WITH_ACCESS,
  ),
  'link-access-not-resolved': text(
    'The hub has got no address at which members can link.',
    'Link access "{{linkAccess}}" waits for the cluster to give an address.',
    LOOK_FOR_ADDRESS,
  ),
  'link-access-not-resolved.default': text(
    'The hub has got no address at which members can link.',
    'Link access "default" waits for the cluster to give an address: that of a route on OpenShift, elsewhere of a load balancer.',
    LOOK_FOR_ADDRESS,
  ),
  'link-access-not-resolved.loadbalancer': text(
    'The hub has got no address at which members can link.',
    'A Service of type LoadBalancer waits for an address. Clusters without a load balancer never give one.',
    LOOK_FOR_ADDRESS,
  ),
  'route-not-available': text(
    'The hub waits for a route that cluster "{{cluster}}" does not give it.',
    'Routes exist on OpenShift only. Elsewhere the Skupper controller crashes at this, again and again, and looks after no site of the cluster. Another link access type does not end that while the old router access is there.',
    `Delete site "{{site}}" in ${AT}, with which the router access goes; then apply the federation with link access (hub.linkAccess) "loadbalancer" or "nodeport", all else as it is.`,
  ),
  'issuer-differs': text(
    'Links to the hub are signed by another authority than the hub’s own certificate.',
    'The site names "{{ofLinks}}" as its issuer. Skupper signs links by that, and the router’s certificate by "{{ofServer}}", so the two ends do not trust each other.',
    `Take spec.defaultIssuer out of site "{{site}}" in ${AT}, then apply the federation again.`,
  ),
  'router-access-port': text(
    'Router access "{{access}}" of {{name}} has no valid port.',
    'Each of its roles needs a port from 1 to 65535. Skupper accepts others, and waits for ever for a Service that Kubernetes refuses.',
    `Set the ports of RouterAccess "{{access}}" in ${AT}, usually 55671 for "inter-router" and 45671 for "edge".`,
  ),
});
