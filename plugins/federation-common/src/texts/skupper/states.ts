import { clusterReasons } from '../texts';
import { siteErrorReasons } from './sites';

/** Words of the states of sites, links and services. */
export const words = {
  ready: 'Ready',
  operational: 'Operational',
  joined: 'Joined',
  starting: 'Starting',
  linking: 'Linking',
  deleting: 'Deleting',
  'waiting-for-site': 'Waiting for the site',
  'waiting-for-link': 'Waiting for the link',
  'waiting-for-connector-object': 'Waiting for the connector',
  'waiting-for-listener-object': 'Waiting for the listener',
  'waiting-for-router': 'Waiting for the router',
  'waiting-for-pod': 'Waiting for a pod',
  'waiting-for-service': 'Waiting for its Service',
  'waiting-for-connector': 'Waiting for a connector',
  'waiting-for-listener': 'Waiting for a listener',
  degraded: 'Degraded',
  down: 'Down',
  missing: 'Missing',
  unknown: 'Unknown',
  'not-permitted': 'Not permitted',
};

const hubSees = (reason: string) => `${reason} The hub still sees the link up.`;

/** Why sites, links and services are in their states. */
export const reasons = {
  ...clusterReasons,
  'cluster-connecting.hub-sees-link': hubSees(
    clusterReasons['cluster-connecting'],
  ),
  'cluster-stale.hub-sees-link': hubSees(clusterReasons['cluster-stale']),
  'cluster-unreachable.hub-sees-link': hubSees(
    clusterReasons['cluster-unreachable'],
  ),
  'cluster-forbidden.hub-sees-link': hubSees(
    clusterReasons['cluster-forbidden'],
  ),
  // Sites.
  ...siteErrorReasons,
  'site-missing': 'Site "{{site}}" does not exist.',
  'site-taken': 'Site "{{site}}" belongs to another federation.',
  'site-not-configured': 'The Skupper controller cannot set it up yet.',
  'site-unseen': 'Waiting for the Skupper controller',
  'site-outdated': 'The Skupper controller has not seen the change yet',
  'router-no-pod': 'Router not ready: no router pod has been made yet',
  'router-pod-starting': 'Router not ready: its pod is starting',
  'router-container':
    'Router not ready: container {{containers}} of its pod is not ready',
  'router-containers':
    'Router not ready: containers {{containers}} of its pod are not ready',
  'router-says': 'Router not ready: {{message}}',
  'no-address': 'Waiting for an address at which other sites can link',
  'site-not-ready': 'Not ready',
  'site-says': '{{message}}',
  // Links.
  'site-closed': 'Somebody changed it, and nothing can link to it.',
  'end-changed': 'Somebody changed {{fields}}.',
  'no-site': 'There is no site in its namespace.',
  'link-proxy-secret-missing': 'The Secret of its proxy is missing.',
  'link-secret-missing': 'A Secret that it needs is missing.',
  'not-configured': 'The Skupper controller cannot set it up.',
  'link-without-endpoint': 'It has no address that its router can use.',
  'link-not-seen': 'The Skupper controller does not react to the link.',
  'waiting-for-controller': 'Waiting for the Skupper controller.',
  'waiting-for-router': 'Waiting for the router of {{name}}.',
  'waiting-for-network-status': 'Waiting for the network status.',
  'waiting-to-connect': 'Waiting for the router to connect.',
  'router-not-reporting':
    'The router of {{name}} does not report: its control container is not ready. Traffic may still flow.',
  'router-not-running': 'The router of {{name}} is not running.',
  'link-to-own-site': 'The link leads to its own site.',
  'link-to-other-site': 'The link leads to a site that is not the hub.',
  'link-up-without-site': 'Connected, but what answers is not the hub.',
  'link-ready-is-stale':
    'The link says Ready, but the router of {{name}} does not report it.',
  'link-lost': 'The connection to the hub is lost.',
  'link-never-operational': 'The link has never come up.',
  'foreign-link-lost': 'The connection is lost.',
  'link-missing': 'There is no link to the hub.',
  'token-not-redeemed': 'The access token could not be redeemed.',
  'grant-expired': 'The access grant has expired.',
  // Connectors, listeners and services.
  'end-not-seen': 'The Skupper controller does not react.',
  'end-not-reported': 'The router of {{name}} does not report what it reaches.',
  'connector-selector-invalid': 'Its selector is no label selector.',
  'connector-without-target': 'Its selector and host are empty.',
  'connector-no-pods': 'No ready pod matches the selector.',
  'connector-outdated':
    'The last change is not taken up yet: no pod may match the selector.',
  'no-matching-listener': 'No site listens for this routing key.',
  'no-matching-connector': 'No connector can be reached.',
  'listener-service-missing': 'There is no Service "{{host}}".',
  'listener-service-taken': 'Another Service is named "{{host}}".',
  'listener-duplicate': 'Listener "{{other}}" has the same host and port.',
  'end-taken': 'The name "{{key}}" is taken by {{by}}.',
  'connector-missing': 'There is no connector "{{key}}".',
  'link-down': 'Its link is down.',
  'links-down': 'The links to it are down.',
  'listener-missing': 'There is no listener "{{key}}".',
  'of-end': '{{end}}: {{reason}}.',
};
