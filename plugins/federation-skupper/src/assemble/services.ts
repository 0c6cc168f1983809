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
import { compareText } from '@backstage-federation/plugin-federation-node';
import { Why, ready, state } from '../diagnose/build';
import { NetworkDiagnosis } from '../diagnose/network';
import { keyOfEnd } from '../facts/drift';
import { Model, PlaceModel } from '../facts/model';
import { SkupperConnector, SkupperListener } from '../types';
import { refOf } from './rows';

type End = SkupperConnector | SkupperListener;

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
function gapsIn(
  { gaps }: NetworkDiagnosis,
  places: PlaceModel[],
  key: string,
): ServiceEnd[] {
  return places.flatMap(place => {
    const gap = gaps.get(place)?.get(key);
    const { state: is } = gap ?? {};
    return is ? [endView(place, { name: key, state: is, address: '' })] : [];
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
  const { hub, members } = model;
  const isOfKey = (end: End) => keyOfEnd(end, model) === key;
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
  connectors.push(...gapsIn(diagnosis, [hub], key));
  listeners.push(...gapsIn(diagnosis, members, key));
  return {
    routingKey: key,
    state: serviceState(connectors, listeners),
    connectors: sortEnds(connectors),
    listeners: sortEnds(listeners),
  };
}

/** One row per routing key that a site of the federation has, or should have. @internal */
export function serviceViews(
  model: Model,
  diagnosis: NetworkDiagnosis,
): ServiceView[] {
  const keys = [...diagnosis.ends.values()]
    .flatMap(ofPlace => [...ofPlace.keys()])
    .flatMap(end => keyOfEnd(end, model) || [])
    .concat([...diagnosis.gaps.values()].flatMap(gaps => [...gaps.keys()]));
  return [...new Set(keys)]
    .sort(compareText)
    .map(key => serviceView(key, model, diagnosis));
}
