import { takenBy } from '@backstage-federation/plugin-federation-node';
import { Finding } from '@backstage-federation/plugin-federation-common';
import { keyOfEnd } from '../facts/drift';
import { isEndMissed } from '../facts/missed';
import { Model, PlaceModel } from '../facts/model';
import { isOurs } from '../steps/observed';
import { SkupperConnector, SkupperListener } from '../types';
import {
  Diagnosis,
  finding,
  nameOf,
  objectEvidence,
  so,
  state,
  waiting,
} from './build';
import { unheard } from './unheard';

type End = SkupperConnector | SkupperListener;

const hasKey = (key: string, model: Model) => (end: End) =>
  keyOfEnd(end, model) === key;

/** The routing keys of what the workload exposes, and of the federation's own connectors and listeners. @internal */
export function expectedKeys(model: Model): string[] {
  const { hub, members, services, spec } = model;
  const ends = [hub, ...members].flatMap(({ connectors, listeners }): End[] => [
    ...connectors,
    ...listeners,
  ]);
  const own = ends
    .filter(end => isOurs(end, spec.name))
    .flatMap(end => keyOfEnd(end, model) || []);
  return [...new Set([...services.map(s => s.routingKey), ...own])];
}

/**
 * A connector of the hub or listener of a member that others made: it has the name of one that the federation should have
 * there, and another routing key.
 *
 * @param key - of the federation
 * @internal
 */
export function endInTheWay(
  { role, connectors, listeners }: PlaceModel,
  key: string,
  federation: string,
): End | undefined {
  const ends: End[] = role === 'hub' ? connectors : listeners;
  return ends.find(
    end =>
      end.metadata.name === key &&
      end.spec?.routingKey !== key &&
      !isOurs(end, federation),
  );
}

/** Whether a place should have an end of the key, and has not. */
function isGap(place: PlaceModel, key: string, model: Model): boolean {
  const { hub, members, services } = model;
  if (place.role === 'member') return !place.listeners.some(hasKey(key, model));
  // What single actions made may be the other way round.
  const places = services.some(({ routingKey }) => routingKey === key)
    ? [hub]
    : [hub, ...members];
  return !places.some(({ connectors }) => connectors.some(hasKey(key, model)));
}

function missingEnd(place: PlaceModel, key: string): Finding {
  const { role, cluster, namespace } = place;
  const isHub = role === 'hub';
  return finding(
    {
      subject: { kind: 'service', id: key, label: `Service ${key}` },
      params: { key, name: nameOf(place), cluster, namespace },
    },
    isHub ? 'connector-missing' : 'listener-missing',
    [
      objectEvidence(
        place,
        isHub ? 'Connector' : 'Listener',
        key,
        'Not found.',
      ),
    ],
  );
}

function ofGap(place: PlaceModel, key: string, model: Model): Diagnosis {
  if (!place.heard) return unheard(place);
  const is = place.role === 'hub' ? 'connector' : 'listener';
  const other = endInTheWay(place, key, model.spec.name);
  if (other) {
    const params = { key, by: takenBy(other) };
    return so(state('down', 'missing', { reason: 'end-taken', params }));
  }
  if (!isEndMissed(place, key, model)) {
    return so(waiting(`waiting-for-${is}-object`));
  }
  // What no run of the federation makes, none mends.
  const isPlanned = model.services.some(s => s.routingKey === key);
  return so(
    state('down', 'missing', { reason: `${is}-missing`, params: { key } }),
    isPlanned ? missingEnd(place, key) : undefined,
  );
}

/**
 * What a place should have of connectors and listeners and has not, by routing key.
 *
 * @internal
 */
export function ofGaps(
  place: PlaceModel,
  keys: string[],
  model: Model,
): Map<string, Diagnosis> {
  return new Map(
    keys
      .filter(key => isGap(place, key, model))
      .map(key => [key, ofGap(place, key, model)]),
  );
}

/**
 * Where the other ends of a connector or listener are missed: ids of sites; undefined while one is there, awaited or not
 * heard.
 *
 * @internal
 */
export type Missing = (key: string, kind: string) => string[] | undefined;

/** @internal */
export function missingIn(
  { hub, members }: Model,
  gaps: Map<PlaceModel, Map<string, Diagnosis>>,
): Missing {
  const isMissed = (place: PlaceModel, key: string) =>
    gaps.get(place)?.get(key)?.state.kind === 'down';
  const missedAt = (places: PlaceModel[], key: string) =>
    places.length && places.every(place => isMissed(place, key))
      ? places.flatMap(({ site }) => site?.metadata.uid ?? [])
      : undefined;
  const known = new Map<string, string[] | undefined>();
  return (key, kind) => {
    const id = `${kind} ${key}`;
    if (!known.has(id)) {
      known.set(id, missedAt(kind === 'Connector' ? members : [hub], key));
    }
    return known.get(id);
  };
}
