import { State } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  conditionOf,
  configuredError,
  isCurrent,
  isTrue,
  isUnseen,
} from '../conditions';
import { USUAL } from './build';
import { targetProblem } from './connector';
import { sitesWith } from '../networkStatus';
import { SkupperConnector, SkupperListener } from '../types';
import { Model, PlaceModel, state, unknownState } from '../facts/model';

/**
 * What the network status says of a key's other end; `silent`: the router does not report. `Matched` stays when the
 * network status loses a record, so it is not believed alone.
 */
function otherEnd(
  place: PlaceModel,
  end: 'connectors' | 'listeners',
  key: string,
): 'found' | 'none' | 'silent' {
  const own = place.site?.metadata.uid;
  const reports = place.networkStatus?.siteStatus.some(
    s => s.site.identity === own,
  );
  if (!reports) return 'silent';
  return sitesWith(place.networkStatus, end, key).length ? 'found' : 'none';
}

/** What the errors in `Configured` of a connector or listener mean; first match wins. */
const ERRORS: [RegExp, (found: RegExpMatchArray) => string][] = [
  [/^No active site in namespace$/, () => 'There is no site in its namespace.'],
  [
    /^Service (\S+) already exists/,
    found => `Another Service is named "${found[1]}".`,
  ],
  [
    /^Listener (\S+) with host/,
    found => `Listener "${found[1]}" has the same host and port.`,
  ],
  [/^/, () => 'The Skupper controller cannot set it up.'],
];

function errorState(
  place: PlaceModel,
  object: KubeObject,
  error: string,
  model: Model,
): State {
  const since = conditionOf(object, 'Configured')?.lastTransitionTime;
  const siteIsNew =
    place.site &&
    !model.overdue(place.site.metadata.creationTimestamp, USUAL.controller);
  if (error === 'No active site in namespace') {
    // A site that has just been made is seen at the controller's next resync.
    if (siteIsNew) return state('progressing', 'Starting', undefined, since);
    if (!place.site && !model.overdue(model.wantedSince, USUAL.plan)) {
      return state('progressing', 'Waiting for the site', undefined, since);
    }
  }
  for (const [match, text] of ERRORS) {
    const found = error.match(match);
    if (found) return state('down', 'Down', text(found), since);
  }
  return state('down', 'Down', undefined, since);
}

/** Ready is said, and the router does not report: right after a re-creation, or because it has stopped. */
function silentState(place: PlaceModel, model: Model): State {
  const created = place.site?.metadata.creationTimestamp;
  return place.site && model.overdue(created, USUAL.match)
    ? state(
        'unknown',
        'Unknown',
        `The router of ${place.label} does not report what it reaches.`,
      )
    : state('progressing', 'Waiting for the router', undefined, created);
}

/** @internal */
export function connectorState(
  place: PlaceModel,
  connector: SkupperConnector,
  model: Model,
): State {
  if (!place.heard) return unknownState(place);
  const created = connector.metadata.creationTimestamp;
  const configured = conditionOf(connector, 'Configured');
  const error = configuredError(connector);
  const problem = targetProblem(connector);
  if (!error && problem) return state('down', 'Down', problem);
  const bySelector = Boolean(connector.spec?.selector);
  if (isUnseen(connector) && !bySelector) {
    return model.overdue(created, USUAL.controller)
      ? state('down', 'Down', 'The Skupper controller does not react.', created)
      : state('progressing', 'Starting', undefined, created);
  }
  if (isUnseen(connector) || error === 'No matches for selector') {
    const since = configured?.lastTransitionTime ?? created;
    const late = model.overdue(since, USUAL.match);
    return late
      ? state('down', 'Down', 'No ready pod matches the selector.', since)
      : state('progressing', 'Waiting for a pod', undefined, since);
  }
  if (error) return errorState(place, connector, error, model);
  if (bySelector && !isCurrent(connector)) {
    // Its last state is that of an earlier selector; a selector without pods is never taken up.
    return state(
      'progressing',
      'Waiting for a pod',
      'The last change is not taken up yet: no pod may match the selector.',
    );
  }
  const key = connector.spec?.routingKey ?? '';
  const matched = conditionOf(connector, 'Matched');
  const listeners = otherEnd(place, 'listeners', key);
  if (matched?.status === 'True') {
    if (listeners === 'silent') return silentState(place, model);
    if (listeners === 'found') {
      return state('ready', 'Ready', undefined, matched.lastTransitionTime);
    }
    return state('progressing', 'Waiting for a listener');
  }
  const since = matched?.lastTransitionTime ?? created;
  return model.overdue(since, USUAL.match)
    ? state(
        'degraded',
        'Degraded',
        'No site listens for this routing key.',
        since,
      )
    : state('progressing', 'Waiting for a listener', undefined, since);
}

/** @internal */
export function listenerState(
  place: PlaceModel,
  listener: SkupperListener,
  model: Model,
): State {
  if (!place.heard) return unknownState(place);
  const created = listener.metadata.creationTimestamp;
  const configured = conditionOf(listener, 'Configured');
  const error = configuredError(listener);
  if (error) return errorState(place, listener, error, model);
  if (isUnseen(listener)) {
    return model.overdue(created, USUAL.controller)
      ? state('down', 'Down', 'The Skupper controller does not react.', created)
      : state('progressing', 'Starting', undefined, created);
  }
  const host = listener.spec?.host;
  if (!place.services.some(s => s.metadata.name === host)) {
    const since = configured?.lastTransitionTime;
    const siteSince = place.site?.metadata.creationTimestamp;
    return model.overdue(since, USUAL.match) &&
      (!place.site || model.overdue(siteSince, USUAL.match))
      ? state('down', 'Down', `There is no Service "${host}".`, since)
      : state('progressing', 'Waiting for its Service');
  }
  const matched = conditionOf(listener, 'Matched');
  const key = listener.spec?.routingKey ?? '';
  const connectors = otherEnd(place, 'connectors', key);
  if (isTrue(listener, 'Matched')) {
    if (connectors === 'silent') return silentState(place, model);
    if (connectors === 'found') {
      return state('ready', 'Ready', undefined, matched?.lastTransitionTime);
    }
    return state('progressing', 'Waiting for a connector');
  }
  const since = matched?.lastTransitionTime ?? created;
  return model.overdue(since, USUAL.match)
    ? state('down', 'Down', 'No connector can be reached.', since)
    : state('progressing', 'Waiting for a connector', undefined, since);
}
