import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '../../../clusters/types';
import { conditionOf, configuredError, isTrue, isUnseen } from '../conditions';
import { SkupperConnector, SkupperListener } from '../types';
import {
  Overdue,
  USUAL,
  conditionEvidence,
  finding,
  objectEvidence,
  serviceSubject,
} from './build';

/** Where one end of a service is. @internal */
export interface EndPlace {
  cluster: string;
  namespace: string;
  /** `hub` or the member's name. */
  label: string;
}

/** Why a connector does not work. @internal */
export function connectorFindings(
  place: EndPlace,
  object: KubeObject,
  overdue: Overdue,
): Finding[] {
  const connector = object as SkupperConnector;
  const key = connector.spec?.routingKey ?? connector.metadata.name;
  const subject = serviceSubject(key);
  const created = connector.metadata.creationTimestamp;
  const error = configuredError(connector);
  if (error === 'No active site in namespace') {
    return [noSite(place, object, key)];
  }
  // A selector without any pod leaves the status empty; one whose pods are not ready gives the error.
  const noPods =
    error === 'No matches for selector' ||
    (isUnseen(connector) && Boolean(connector.spec?.selector));
  if (noPods) {
    const since = conditionOf(connector, 'Configured')?.lastTransitionTime;
    if (!overdue(since ?? created, USUAL.match)) return [];
    return [
      finding(
        'connector-no-pods',
        'error',
        subject,
        `No ready pod stands behind connector "${key}" of ${place.label}.`,
        'A connector hands connections to the pods that its selector matches. None matches, or none is ready.',
        [
          error
            ? conditionEvidence(place, object, 'Configured')
            : objectEvidence(
                place,
                { kind: 'Connector', name: connector.metadata.name },
                `spec.selector: ${connector.spec?.selector}`,
              ),
        ],
        'Look at the pods with these labels: they are missing, or they do not become ready.',
      ),
    ];
  }
  if (error) {
    return [
      finding(
        'connector-not-configured',
        'error',
        subject,
        `Connector "${key}" of ${place.label} is refused.`,
        'The Skupper controller cannot set it up.',
        [conditionEvidence(place, object, 'Configured')],
        'Correct the connector as the message says.',
      ),
    ];
  }
  const matched = conditionOf(connector, 'Matched');
  if (
    isTrue(connector, 'Matched') ||
    !overdue(matched?.lastTransitionTime ?? created, USUAL.match)
  ) {
    return [];
  }
  return [
    finding(
      'no-matching-listener',
      'warning',
      subject,
      `No site listens for "${key}".`,
      'A connector is used only when another site of the network has a listener with the same routing key.',
      [conditionEvidence(place, object, 'Matched')],
      `Make a listener with routing key "${key}" on each member; the federation’s template does that.`,
    ),
  ];
}

/** Why a listener does not work. @internal */
export function listenerFindings(
  place: EndPlace,
  object: KubeObject,
  overdue: Overdue,
  service?: 'found' | 'missing',
): Finding[] {
  const listener = object as SkupperListener;
  const key = listener.spec?.routingKey ?? listener.metadata.name;
  const host = listener.spec?.host ?? '';
  const subject = serviceSubject(key);
  const created = listener.metadata.creationTimestamp;
  const error = configuredError(listener);
  if (error === 'No active site in namespace') {
    return [noSite(place, object, key)];
  }
  if (error) {
    const taken = /already exists in namespace$/.test(error);
    return [
      finding(
        taken ? 'listener-service-taken' : 'listener-not-configured',
        'error',
        subject,
        taken
          ? `Listener "${key}" of ${place.label} cannot get its Service: the name "${host}" is taken.`
          : `Listener "${key}" of ${place.label} is refused.`,
        taken
          ? 'Skupper makes a Service named like the listener’s host. One that Skupper did not make, or another listener, has that name and port.'
          : 'The Skupper controller cannot set it up.',
        [conditionEvidence(place, object, 'Configured')],
        taken
          ? `Delete the other Service "${host}", or give the listener another host.`
          : 'Correct the listener as the message says.',
      ),
    ];
  }
  if (
    service === 'missing' &&
    isTrue(listener, 'Configured') &&
    overdue(
      conditionOf(listener, 'Configured')?.lastTransitionTime,
      USUAL.match,
    )
  ) {
    return [
      finding(
        'listener-service-missing',
        'error',
        subject,
        `Listener "${key}" of ${place.label} has no Service "${host}".`,
        'The controller could not make the Service, which it says only in its log: the host is not a valid Service name, or the port is not 1 to 65535. After a site was made again it takes up to half a minute.',
        [
          objectEvidence(
            place,
            { kind: 'Listener', name: listener.metadata.name },
            `host ${host}, port ${listener.spec?.port}; no Service of that name`,
          ),
        ],
        'Use a host of lower case letters, digits and "-" and a valid port.',
      ),
    ];
  }
  const matched = conditionOf(listener, 'Matched');
  if (
    isTrue(listener, 'Matched') ||
    isUnseen(listener) ||
    !overdue(matched?.lastTransitionTime ?? created, USUAL.match)
  ) {
    return [];
  }
  return [
    finding(
      'no-matching-connector',
      'error',
      subject,
      `Listener "${key}" of ${place.label} reaches no connector.`,
      'No site that this one can reach has a connector with the same routing key. The router keeps the listener’s port closed until one appears: clients get "connection refused".',
      [conditionEvidence(place, object, 'Matched')],
      'Check the link to the hub first, then the connector there and the pods behind it.',
    ),
  ];
}

function noSite(place: EndPlace, object: KubeObject, key: string): Finding {
  return finding(
    'service-without-site',
    'error',
    serviceSubject(key),
    `${object.kind} "${key}" of ${place.label} has no site in its namespace.`,
    'Without a site nothing carries its connections.',
    [conditionEvidence(place, object, 'Configured')],
    'Run the template of the federation again: it makes the site.',
  );
}
