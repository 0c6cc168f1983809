import {
  ServiceEnd,
  ServiceView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { Why, ready, state, waiting } from '../diagnose/build';
import { NetworkDiagnosis, unheard } from '../diagnose/network';
import { Model, PlaceModel } from '../facts/model';
import { USUAL } from '../facts/overdue';
import { isOurs } from '../steps/observed';
import { SkupperConnector, SkupperListener } from '../types';
import { compare, refOf } from './rows';

type End = SkupperConnector | SkupperListener;

function addressOf({ spec }: End): string {
  const { selector, host, port } = (spec ?? {}) as {
    selector?: string;
    host?: string;
    port?: number;
  };
  return `${selector ?? host ?? ''}:${port ?? ''}`;
}

function endView(
  place: PlaceModel,
  end: End,
  { ends }: NetworkDiagnosis,
): ServiceEnd[] {
  const diagnosis = ends.get(place)?.get(end);
  if (!diagnosis) return [];
  return [
    {
      label: place.label,
      cluster: place.cluster,
      namespace: place.namespace,
      name: end.metadata.name,
      state: diagnosis.state,
      address: addressOf(end),
      ref: refOf(place, end),
    },
  ];
}

function missingState(
  place: PlaceModel,
  key: string,
  what: 'connector' | 'listener',
  model: Model,
): State {
  if (!place.heard) return unheard(place).state;
  return model.overdue(model.wantedSince, USUAL.plan)
    ? state('down', 'missing', { reason: `${what}-missing`, params: { key } })
    : waiting(`waiting-for-${what}-object`);
}

/** A half that the federation should have and has not: drawn as a gap. */
function missingEnd(
  place: PlaceModel,
  key: string,
  what: 'connector' | 'listener',
  model: Model,
): ServiceEnd {
  return {
    label: place.label,
    cluster: place.cluster,
    namespace: place.namespace,
    name: key,
    state: missingState(place, key, what, model),
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
  const of = (ends: ServiceEnd[], kind: State['kind']): Why => {
    const end = ends.find(e => e.state.kind === kind);
    if (!end) return {};
    const reason = end.state.reason ?? end.state.word;
    return { reason: 'of-end', params: { end: end.label, reason } };
  };
  const all = [...connectors, ...listeners];
  // An end that is not ours may be in a site that is not: what there is tells whether it is found.
  const isDown = (ends: ServiceEnd[]) =>
    ends.length > 0 && kinds(ends).every(k => k === 'down');
  if (isDown(connectors)) {
    return state('down', 'down', of(connectors, 'down'));
  }
  if (isDown(listeners)) {
    return state('down', 'down', of(listeners, 'down'));
  }
  if (worst) return state('degraded', 'degraded', of(all, 'down'));
  for (const kind of ['unknown', 'degraded', 'progressing'] as const) {
    const found = all.find(end => end.state.kind === kind);
    if (found) {
      return kind === 'unknown' && kinds(all).includes('ready')
        ? state('degraded', 'degraded', of(all, kind))
        : { ...state(kind, 'unknown', of(all, kind)), word: found.state.word };
    }
  }
  return ready('ready');
}

function serviceView(
  key: string,
  model: Model,
  diagnosis: NetworkDiagnosis,
): ServiceView {
  const { hub, members, spec } = model;
  const places = [hub, ...members];
  const isOfKey = (end: End) => end.spec?.routingKey === key;
  const connectors = places.flatMap(place =>
    place.connectors
      .filter(isOfKey)
      .flatMap(end => endView(place, end, diagnosis)),
  );
  const listeners = places.flatMap(place =>
    place.listeners
      .filter(isOfKey)
      .flatMap(end => endView(place, end, diagnosis)),
  );
  const ours = places.some(place =>
    [...place.connectors, ...place.listeners].some(
      end => isOurs(end, spec.name) && isOfKey(end),
    ),
  );
  if (ours) {
    if (!connectors.length) {
      connectors.push(missingEnd(hub, key, 'connector', model));
    }
    for (const member of members) {
      if (!member.listeners.some(isOfKey)) {
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
export function serviceViews(
  model: Model,
  diagnosis: NetworkDiagnosis,
): ServiceView[] {
  const keys = new Set(
    [model.hub, ...model.members]
      .flatMap(place => [...place.connectors, ...place.listeners])
      .map(end => end.spec?.routingKey)
      .filter((key): key is string => Boolean(key)),
  );
  return [...keys].sort(compare).map(key => serviceView(key, model, diagnosis));
}
