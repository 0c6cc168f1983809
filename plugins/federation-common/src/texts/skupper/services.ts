import { changedTexts, FindingText, findingTexts, text } from '../texts';

const AT = 'namespace "{{namespace}}" of cluster "{{cluster}}"';

/** A missing Secret keeps a listener or connector out of the router, and Skupper 2.2 does not say so. */
const withSecret = (lonely: FindingText): FindingText => ({
  ...lonely,
  explanation: `${lonely.explanation} This one asks for TLS with Secret "{{secret}}": when that is missing, the router leaves it out, and nothing says so.`,
});
const noConnector = text(
  'Listener "{{key}}" of {{name}} reaches no connector.',
  'No site that this one can reach has a connector with the same routing key. The router keeps the listener’s port closed until one appears: clients get "connection refused".',
  'Apply the federation again: it makes a connector with routing key "{{key}}" on the hub. When there is one, look at the pods behind it.',
);
const noListener = text(
  'No site listens for "{{key}}".',
  'A connector is used only when another site of the network has a listener with the same routing key.',
  'Apply the federation again: it makes a listener with routing key "{{key}}" on each member.',
);
const notReacting = (end: string) =>
  text(
    `The Skupper controller of {{cluster}} does not react to ${end} "{{key}}" of {{name}}.`,
    'It looks at each one at least every 30 seconds. It is not running, or does not control this namespace.',
    'Check that the pod "skupper-controller" is running in cluster "{{cluster}}".',
  );
const withoutSite = (end: string) =>
  text(
    `${end} "{{key}}" of {{name}} has no site in its namespace.`,
    'Without a site nothing carries its connections.',
    `Apply the federation again: it makes the site in ${AT}.`,
  );
const refused = (End: string, end: string) =>
  text(
    `${End} "{{key}}" of {{name}} is refused.`,
    'The Skupper controller cannot set it up, and says why.',
    `Delete ${end} "{{object}}" in ${AT}, and apply the federation again.`,
  );

const nameTaken = (end: string) =>
  text(
    `${end} "{{key}}" of {{name}} cannot be made: {{by}} has one of that name.`,
    `The ${end.toLowerCase()} in ${AT} that is called "{{key}}" has another routing key, "{{found}}", and was not made for this federation.`,
    'Delete that one, or give it another name; then apply the federation again. What is no other federation’s can be adopted by that, when it is asked for (adopt).',
  );

const missing = (End: string, end: string, without: string) =>
  text(
    `${End} "{{key}}" of {{name}} is missing.`,
    `The federation’s spec asks for it, but ${AT} holds none with that routing key: it was deleted, or the run that makes it has not come that far. ${without}`,
    `Apply the federation again: it makes the ${end}, and leaves the rest as it is.`,
  );

const led = (End: string, follows: string) =>
  text(
    `${End} "{{key}}" of {{name}} was changed by {{by}}: {{changes}}.`,
    `${End} "{{object}}" in ${AT} no longer leads where the federation lets it lead. ${follows}`,
    'Apply the federation again and let it take over changed fields (takeOver), or undo that change.',
  );

/** Of connectors and listeners. */
export const serviceTexts = findingTexts({
  'controller-not-reacting.connector': notReacting('connector'),
  'controller-not-reacting.listener': notReacting('listener'),
  'service-without-site.connector': withoutSite('Connector'),
  'service-without-site.listener': withoutSite('Listener'),
  'connector-missing': missing(
    'Connector',
    'connector',
    'Without it no pods stand behind the service, and whoever connects to it at a member gets "connection refused".',
  ),
  'listener-missing': missing(
    'Listener',
    'listener',
    'Without it nothing there can reach the service: its host name does not exist.',
  ),
  ...changedTexts('connector-changed', 'Connector "{{key}}" of {{name}}'),
  'connector-changed.broken': led(
    'Connector',
    'So it hands connections to another place than the one that the federation runs there, or to none, and no member reaches it.',
  ),
  ...changedTexts('listener-changed', 'Listener "{{key}}" of {{name}}'),
  'listener-changed.broken': led(
    'Listener',
    'So what runs there finds nothing at the host and port that it dials.',
  ),
  'end-name-taken.connector': nameTaken('Connector'),
  'end-name-taken.listener': nameTaken('Listener'),
  'connector-not-configured': refused('Connector', 'connector'),
  'listener-not-configured': refused('Listener', 'listener'),
  'connector-selector-invalid': text(
    'The selector of connector "{{key}}" of {{name}} is no label selector.',
    'The Skupper controller cannot read it, leaves the connector alone and says so only in its log.',
    `Give connector "{{object}}" in ${AT} a selector like "app=superlink,tier=backend".`,
  ),
  'connector-without-target': text(
    'Connector "{{key}}" of {{name}} leads nowhere: its selector and host are empty.',
    'A connector hands connections to the pods that its selector matches, or to its host. Skupper 2.2 accepts empty ones.',
    `Give connector "{{object}}" in ${AT} a selector or a host.`,
  ),
  'connector-no-pods': text(
    'No ready pod stands behind connector "{{key}}" of {{name}}.',
    'A connector hands connections to the pods that its selector matches. None matches, or none is ready.',
    `Look at the pods with labels "{{selector}}" in ${AT}: they are missing, or they do not become ready.`,
  ),
  'no-matching-listener': noListener,
  'no-matching-listener.secret': withSecret(noListener),
  'no-matching-connector': noConnector,
  'no-matching-connector.secret': withSecret(noConnector),
  'listener-duplicate': text(
    'Listener "{{key}}" of {{name}} has the same host and port as listener "{{other}}".',
    'Both want port {{port}} of Service "{{host}}". The one that came first has it; when that one goes, the other takes over within half a minute.',
    `Delete one of the two in ${AT}, or give it another host or port.`,
  ),
  'listener-service-taken': text(
    'Listener "{{key}}" of {{name}} cannot get its Service: the name "{{host}}" is taken.',
    'Skupper makes a Service named like the listener’s host. One that Skupper did not make has that name.',
    `Delete Service "{{host}}" in ${AT}, or give the listener another host. It then works within half a minute.`,
  ),
  'listener-service-missing': text(
    'Listener "{{key}}" of {{name}} has no Service "{{host}}".',
    'The controller could not make the Service, which it says only in its log: the host is not a valid Service name, or the port is not 1 to 65535.',
    `Give listener "{{object}}" in ${AT} a host of lower case letters, digits and "-", and a port from 1 to 65535.`,
  ),
});
