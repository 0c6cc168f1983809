import { findingTexts, text } from '../texts';

const AT = 'namespace "{{namespace}}" of cluster "{{cluster}}"';
const DOES_NOT_STAY = text(
  'The router of {{name}} does not stay up ({{reason}}).',
  'Container "{{container}}" of the router pod ends or cannot be started, and Kubernetes tries again with growing pauses.',
  `Look at the log of container "{{container}}" of pod "{{pod}}" in ${AT}, also of its previous run.`,
);

/** Of a site’s router pods. */
export const routerTexts = findingTexts({
  'router-not-ready': text(
    'The router of {{name}} is not ready.',
    'The router carries the site’s links. Its pod has two containers; when only "kube-adaptor" is not ready, traffic may still flow while what is shown here is old.',
    `Look at the router pod in ${AT}: its containers’ states, events and logs.`,
  ),
  'router-half-running': text(
    'One of the two routers of {{name}} does not run.',
    'The site has two routers so that it outlives the loss of one. The other carries its links alone.',
    `Look at pod "{{pod}}" in ${AT}: its containers’ states, events and logs.`,
  ),
  'router-waits-for-credentials': text(
    'The router of {{name}} waits for a Secret that does not come.',
    'Before a router starts, each of its links, listeners and connectors with TLS must have its Secret. One is missing; which one is in the log of the pod’s first container.',
    `Apply the federation again: that issues a link with new credentials. Delete links, listeners and connectors in ${AT} whose Secret is gone.`,
  ),
  'router-image': text(
    'The router image of {{name}} cannot be pulled.',
    'The cluster cannot fetch the image of skupper-router or kube-adaptor.',
    'Check that the nodes of cluster "{{cluster}}" reach the image registry and may pull from it.',
  ),
  'router-crash-loop': DOES_NOT_STAY,
  'router-pod-waiting': DOES_NOT_STAY,
  'router-unschedulable': text(
    'No node can take the router of {{name}}.',
    'Kubernetes finds no node with enough room, or none that the pod may run on.',
    'Free or add resources in cluster "{{cluster}}", or look at the quota of namespace "{{namespace}}".',
  ),
  'router-no-pod': text(
    'There is no router pod for {{name}}.',
    'The Deployment "skupper-router" could not make a pod, e.g. because of a quota or a security policy of the namespace.',
    `Look at the events of Deployment and ReplicaSet "skupper-router" in ${AT}.`,
  ),
  'router-port-in-use': text(
    'The router of {{name}} cannot listen at {{address}}: the port is in use.',
    'Another process in the pod’s network has the port. The router goes on without it, so nobody can connect to that port.',
    `Look for another process with that port on the node (a pod in the host’s network), then delete the router’s pod in ${AT}: the new one tries again.`,
  ),
  'router-start-failed.tls': text(
    'The router of {{name}} cannot start: a certificate is missing or does not fit its key.',
    'The router ends at once when a certificate of one of its links or listeners is missing, empty, or does not belong to its private key.',
    'Issue the site’s link again by applying the federation again, so that its credentials are made anew.',
  ),
  'router-start-failed.proxy': text(
    'The router of {{name}} cannot start: one of its links names a proxy that is not there.',
    'The router ends at once when the settings of a link’s proxy are missing.',
    'Delete that link, then apply the federation again.',
  ),
  'router-start-failed.edge': text(
    'The router of {{name}} cannot start: it is an edge site with links or link access of an interior one.',
    'An edge router accepts no links, and links only to the port for edges. It ends at once when it is told otherwise.',
    'Delete the site, and apply the federation again: it makes an interior site.',
  ),
  'router-start-failed.cost': text(
    'The router of {{name}} cannot start: the cost of one of its links is out of range.',
    'A link’s cost is a whole number from 1 to 2147483647.',
    'Set the cost of the site’s link to 1 or more.',
  ),
  'router-start-failed': text(
    'The router of {{name}} cannot start: its configuration is refused.',
    'The router ends at once when a part of its configuration is invalid, and is started again and again.',
    'Take back the last change of the site, its links, listeners or connectors.',
  ),
});
