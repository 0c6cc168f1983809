import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { conditionOf, configuredError, isTrue, isUnseen } from '../conditions';
import { SkupperListener } from '../types';
import {
  Overdue,
  USUAL,
  conditionEvidence,
  finding,
  objectEvidence,
  serviceSubject,
  nameOf,
} from './build';
import {
  EndPlace,
  controllerNotReacting,
  credentialsHint,
  withoutSite,
} from './serviceEnd';

const keyOf = (listener: SkupperListener) =>
  listener.spec?.routingKey ?? listener.metadata.name;
const whereOf = (place: EndPlace, listener: SkupperListener) =>
  `listener "${listener.metadata.name}" in namespace "${place.namespace}" of cluster "${place.cluster}"`;

/**
 * Why a listener does not work.
 *
 * @param service - whether the listener's Service is there, when that is known
 * @internal
 */
export function listenerFindings(
  place: EndPlace,
  object: KubeObject,
  overdue: Overdue,
  service?: 'found' | 'missing',
): Finding[] {
  const listener = object as SkupperListener;
  const key = keyOf(listener);
  const error = configuredError(listener);
  if (error === 'No active site in namespace') {
    return withoutSite(place, object, key, overdue);
  }
  if (error) return [refused(place, listener, error)];
  const subject = serviceSubject(key);
  if (isUnseen(listener)) {
    return overdue(listener.metadata.creationTimestamp, USUAL.controller)
      ? [controllerNotReacting(place, listener, key)]
      : [];
  }
  const configured = conditionOf(listener, 'Configured');
  if (
    service === 'missing' &&
    overdue(configured?.lastTransitionTime, USUAL.match) &&
    (!place.site || overdue(place.site.metadata.creationTimestamp, USUAL.match))
  ) {
    return [withoutService(place, listener)];
  }
  const matched = conditionOf(listener, 'Matched');
  const since =
    matched?.lastTransitionTime ?? listener.metadata.creationTimestamp;
  if (isTrue(listener, 'Matched') || !overdue(since, USUAL.match)) return [];
  return [
    finding(
      'no-matching-connector',
      'error',
      subject,
      `Listener "${key}" of ${nameOf(place)} reaches no connector.`,
      `No site that this one can reach has a connector with the same routing key. The router keeps the listener’s port closed until one appears: clients get "connection refused".${credentialsHint(
        listener.spec?.tlsCredentials,
      )}`,
      [conditionEvidence(place, listener, 'Matched')],
      `Make a connector with routing key "${key}" on the hub; the federation’s template does that. When there is one, look at the pods behind it.`,
    ),
  ];
}

function refused(
  place: EndPlace,
  listener: SkupperListener,
  error: string,
): Finding {
  const key = keyOf(listener);
  const host = listener.spec?.host ?? '';
  const subject = serviceSubject(key);
  const evidence = [conditionEvidence(place, listener, 'Configured')];
  const twice = /^Listener (\S+) with host \S+ and port (\d+) already/.exec(
    error,
  );
  if (twice) {
    return finding(
      'listener-duplicate',
      'error',
      subject,
      `Listener "${key}" of ${nameOf(
        place,
      )} has the same host and port as listener "${twice[1]}".`,
      `Both want port ${twice[2]} of Service "${host}". The one that came first has it; when that one goes, the other takes over within half a minute.`,
      evidence,
      `Delete one of the two in namespace "${place.namespace}" of cluster "${place.cluster}", or give it another host or port.`,
    );
  }
  if (/^Service \S+ already exists in namespace$/.test(error)) {
    return finding(
      'listener-service-taken',
      'error',
      subject,
      `Listener "${key}" of ${nameOf(
        place,
      )} cannot get its Service: the name "${host}" is taken.`,
      'Skupper makes a Service named like the listener’s host. One that Skupper did not make has that name.',
      evidence,
      `Delete Service "${host}" in namespace "${place.namespace}" of cluster "${place.cluster}", or give the listener another host. It then works within half a minute.`,
    );
  }
  return finding(
    'listener-not-configured',
    'error',
    subject,
    `Listener "${key}" of ${nameOf(place)} is refused.`,
    'The Skupper controller cannot set it up, and says why.',
    evidence,
    `Delete ${whereOf(
      place,
      listener,
    )}, and run the template of the federation again.`,
  );
}

function withoutService(place: EndPlace, listener: SkupperListener): Finding {
  const { host = '', port } = listener.spec ?? {};
  return finding(
    'listener-service-missing',
    'error',
    serviceSubject(keyOf(listener)),
    `Listener "${keyOf(listener)}" of ${nameOf(
      place,
    )} has no Service "${host}".`,
    'The controller could not make the Service, which it says only in its log: the host is not a valid Service name, or the port is not 1 to 65535.',
    [
      objectEvidence(
        place,
        { kind: 'Listener', name: listener.metadata.name },
        `host ${host}, port ${port}; no Service of that name`,
      ),
    ],
    `Give ${whereOf(
      place,
      listener,
    )} a host of lower case letters, digits and "-", and a port from 1 to 65535.`,
  );
}
