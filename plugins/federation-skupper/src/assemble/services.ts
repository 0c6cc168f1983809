import {
  federationTexts,
  reasonOf,
  renderPhrase,
  ServiceEnd,
  ServiceView,
  SkupperWord,
  State,
  wordOf,
} from '@backstage-federation/plugin-federation-common';
import {
  compareText,
  takenBy,
} from '@backstage-federation/plugin-federation-node';
import { Why, ready, state, waiting } from '../diagnose/build';
import { endInTheWay, NetworkDiagnosis, unheard } from '../diagnose/network';
import { Model, PlaceModel } from '../facts/model';
import { USUAL } from '../facts/overdue';
import { isOurs } from '../steps/observed';
import { SkupperConnector, SkupperListener } from '../types';
import { refOf } from './rows';

type End = SkupperConnector | SkupperListener;
type Kind = 'connector' | 'listener';

function addressOf(end: End): string {
  const { selector, host, port } = (end as SkupperConnector).spec ?? {};
  return `${selector ?? host ?? ''}:${port ?? ''}`;
}

function endView(
  { label, cluster, namespace }: PlaceModel,
  rest: Omit<ServiceEnd, 'label' | 'cluster' | 'namespace'>,
): ServiceEnd {
  return { label, cluster, namespace, ...rest };
}

/** A half that the federation should have and has not: drawn as a gap. */
function missingEnd(place: PlaceModel, key: string, is: Kind, model: Model) {
  const gap = model.overdue(model.wantedSince, USUAL.plan)
    ? state('down', 'missing', { reason: `${is}-missing`, params: { key } })
    : waiting(`waiting-for-${is}-object`);
  const other = endInTheWay(place, key, model.spec.name);
  const taken =
    other &&
    state('down', 'missing', {
      reason: 'end-taken',
      params: { key, by: takenBy(other) },
    });
  return endView(place, {
    name: key,
    state: place.heard ? taken ?? gap : unheard(place).state,
    address: '',
  });
}

function sortEnds(ends: ServiceEnd[]): ServiceEnd[] {
  return ends.sort(
    (a, b) =>
      Number(b.label === 'hub') - Number(a.label === 'hub') ||
      compareText(
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
  const all = [...connectors, ...listeners];
  const has = (kind: State['kind']) => all.some(e => e.state.kind === kind);
  const of = (ends: ServiceEnd[], kind: State['kind']): Why => {
    const end = ends.find(e => e.state.kind === kind);
    if (!end) return {};
    const { label } = end;
    return {
      reason: 'of-end',
      params: {
        end: label === 'hub' ? renderPhrase(federationTexts, label) : label,
        reason: reasonOf(end.state) ?? wordOf(end.state),
      },
    };
  };
  // An end that is not ours may be in a site that is not: what there is tells whether it is found.
  for (const ends of [connectors, listeners]) {
    if (ends.length && ends.every(e => e.state.kind === 'down')) {
      return state('down', 'down', of(ends, 'down'));
    }
  }
  if (has('down')) return state('degraded', 'degraded', of(all, 'down'));
  if (has('unknown') && has('ready')) {
    return state('degraded', 'degraded', of(all, 'unknown'));
  }
  for (const kind of ['unknown', 'degraded', 'progressing'] as const) {
    const end = all.find(e => e.state.kind === kind);
    if (end) return state(kind, end.state.wordId as SkupperWord, of(all, kind));
  }
  return ready('ready');
}

function serviceView(
  key: string,
  model: Model,
  diagnosis: NetworkDiagnosis,
): ServiceView {
  const { hub, members, spec } = model;
  const isOfKey = (end: End) => end.spec?.routingKey === key;
  const viewsOf = (endsOf: (place: PlaceModel) => End[]) =>
    [...diagnosis.ends].flatMap(([place, ofPlace]) =>
      endsOf(place)
        .filter(isOfKey)
        .map(end =>
          endView(place, {
            name: end.metadata.name,
            state: ofPlace.get(end)!.state,
            address: addressOf(end),
            ref: refOf(place, end),
          }),
        ),
    );
  const connectors = viewsOf(place => place.connectors);
  const listeners = viewsOf(place => place.listeners);
  const ours = [...diagnosis.ends.values()]
    .flatMap(ofPlace => [...ofPlace.keys()])
    .some(end => isOfKey(end) && isOurs(end, spec.name));
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
  const keys = [...diagnosis.ends.values()]
    .flatMap(ofPlace => [...ofPlace.keys()])
    .flatMap(end => end.spec?.routingKey || []);
  return [...new Set(keys)]
    .sort(compareText)
    .map(key => serviceView(key, model, diagnosis));
}
