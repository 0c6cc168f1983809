import {
  ServiceEnd,
  ServiceView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { USUAL } from '../diagnose/build';
import { isOurs } from '../steps/observed';
import { SkupperConnector, SkupperListener } from '../types';
import {
  Model,
  PlaceModel,
  compare,
  refOf,
  state,
  unknownState,
} from '../facts/model';
import { connectorState, listenerState } from '../diagnose/serviceStates';

function connectorEnd(
  place: PlaceModel,
  connector: SkupperConnector,
  model: Model,
): ServiceEnd {
  const { selector, host, port } = connector.spec ?? {};
  return {
    label: place.label,
    cluster: place.cluster,
    namespace: place.namespace,
    name: connector.metadata.name,
    state: connectorState(place, connector, model),
    address: `${selector ?? host ?? ''}:${port ?? ''}`,
    ref: refOf(place, connector),
  };
}

function listenerEnd(
  place: PlaceModel,
  listener: SkupperListener,
  model: Model,
): ServiceEnd {
  const { host, port } = listener.spec ?? {};
  return {
    label: place.label,
    cluster: place.cluster,
    namespace: place.namespace,
    name: listener.metadata.name,
    state: listenerState(place, listener, model),
    address: `${host ?? ''}:${port ?? ''}`,
    ref: refOf(place, listener),
  };
}

/** A half that the federation should have and has not: drawn as a gap. */
function missingEnd(
  place: PlaceModel,
  key: string,
  what: string,
  model: Model,
): ServiceEnd {
  let missing: State;
  if (!place.heard) missing = unknownState(place);
  else if (model.overdue(model.wantedSince, USUAL.plan)) {
    missing = state('down', 'Missing', `There is no ${what} "${key}".`);
  } else missing = state('progressing', `Waiting for the ${what}`);
  return {
    label: place.label,
    cluster: place.cluster,
    namespace: place.namespace,
    name: key,
    state: missing,
    address: '',
  };
}

function sortEnds(ends: ServiceEnd[]): ServiceEnd[] {
  return ends.sort(
    (a, b) =>
      Number(b.label === 'hub') - Number(a.label === 'hub') ||
      compare(
        `${a.label}/${a.cluster}/${a.namespace}/${a.name}`,
        `${b.label}/${b.cluster}/${b.namespace}/${b.name}`,
      ),
  );
}

/** The state of a service is that of its worst part, unless another part of that side works. */
function serviceState(
  connectors: ServiceEnd[],
  listeners: ServiceEnd[],
): State {
  const kinds = (ends: ServiceEnd[]) => ends.map(end => end.state.kind);
  const worst = [...connectors, ...listeners].find(
    end => end.state.kind === 'down',
  );
  const reason = (ends: ServiceEnd[], kind: State['kind']) => {
    const end = ends.find(e => e.state.kind === kind);
    return end && `${end.label}: ${end.state.reason ?? end.state.word}`;
  };
  const all = [...connectors, ...listeners];
  // An end that is not ours may be in a site that is not: what there is tells whether it is found.
  const isDown = (ends: ServiceEnd[]) =>
    ends.length > 0 && kinds(ends).every(k => k === 'down');
  if (isDown(connectors)) {
    return state('down', 'Down', reason(connectors, 'down'));
  }
  if (isDown(listeners)) {
    return state('down', 'Down', reason(listeners, 'down'));
  }
  if (worst) return state('degraded', 'Degraded', reason(all, 'down'));
  for (const kind of ['unknown', 'degraded', 'progressing'] as const) {
    const found = all.find(end => end.state.kind === kind);
    if (found) {
      return kind === 'unknown' && kinds(all).includes('ready')
        ? state('degraded', 'Degraded', reason(all, kind))
        : state(kind, found.state.word, reason(all, kind));
    }
  }
  return state('ready', 'Ready');
}

function serviceView(key: string, model: Model): ServiceView {
  const places = [model.hub, ...model.members];
  const connectors = places.flatMap(place =>
    place.connectors
      .filter(c => c.spec?.routingKey === key)
      .map(c => connectorEnd(place, c, model)),
  );
  const listeners = places.flatMap(place =>
    place.listeners
      .filter(l => l.spec?.routingKey === key)
      .map(l => listenerEnd(place, l, model)),
  );
  const ours = places.some(place =>
    [...place.connectors, ...place.listeners].some(
      o =>
        isOurs(o, model.spec.name) &&
        (o as SkupperListener).spec?.routingKey === key,
    ),
  );
  if (ours) {
    if (!connectors.length) {
      connectors.push(missingEnd(model.hub, key, 'connector', model));
    }
    for (const member of model.members) {
      if (!member.listeners.some(l => l.spec?.routingKey === key)) {
        listeners.push(missingEnd(member, key, 'listener', model));
      }
    }
  }
  return {
    routingKey: key,
    state: serviceState(connectors, listeners),
    connectors: sortEnds(connectors),
    listeners: sortEnds(listeners),
  };
}

/** One row per routing key that a site of the federation has. @internal */
export function serviceViews(model: Model): ServiceView[] {
  const keys = new Set(
    [model.hub, ...model.members]
      .flatMap(place => [...place.connectors, ...place.listeners])
      .map(o => o.spec?.routingKey)
      .filter((key): key is string => Boolean(key)),
  );
  return [...keys].sort(compare).map(key => serviceView(key, model));
}
