import { isDeepStrictEqual } from 'node:util';
import {
  readControllerRecording,
  RecordedEntry,
} from '@backstage-federation/recordings';
import type { KubeObject } from '../../client';
import { NETWORK_STATUS } from '../skupper/names';

/** A state that an object went through; see the README of the recordings. */
export interface Observation {
  t: number;
  cluster: string;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** It was there before the recording began. */
  initial?: boolean;
  object: KubeObject;
}

/** A write of the user, or of a role that was simulated. */
export interface Action {
  t: number;
  cluster: string;
  action: string;
  request: { method: string; path: string; body: any };
  code: number;
  message?: string;
}

/** What a real controller did. */
export interface Recording {
  scenario: string;
  /** Seconds since 1970 at which it began. */
  epoch: number;
  accessTypes: string[];
  /** Seconds until the last thing in it. */
  end: number;
  actions: Action[];
  observations: Observation[];
}

/** A recording of the controller, as far as an emulation is compared with it. */
export function loadRecording(name: string): Recording {
  const { scenario, epoch, accessTypesEnabled, entries } =
    readControllerRecording(name);
  const observations = observed(entries);
  const actions = entries.filter(entry => entry.request) as Action[];
  const all = [...observations, ...entries.filter(({ object }) => !object)];
  return {
    scenario,
    epoch,
    accessTypes: accessTypesEnabled.split(','),
    end: Math.max(...all.map(({ t }) => t)),
    actions,
    observations,
  };
}

/** The states without times, and without those that differ only in times. */
function observed(entries: RecordedEntry[]): Observation[] {
  const states = new Map<string, KubeObject>();
  return entries.flatMap((entry): Observation[] => {
    const { t, cluster, type, initial } = entry;
    if (!entry.object || !type) {
      return [];
    }
    const { kind, metadata } = entry.object;
    // What the simulated roles changed is in their requests.
    const simulated = kind === 'Pod' || metadata.name === NETWORK_STATUS;
    if (simulated && type === 'MODIFIED') {
      return [];
    }
    const key = `${cluster} ${kind} ${metadata.uid}`;
    const before = states.get(key);
    const { creationTimestamp: _, ...rest } = metadata;
    const state = timeless({ ...entry.object, metadata: rest });
    states.set(key, state);
    if (type === 'MODIFIED' && isDeepStrictEqual(before, state)) {
      return [];
    }
    const object =
      type === 'DELETED' ? { kind, metadata: state.metadata } : state;
    return [{ t, cluster, type, ...(initial && { initial }), object }];
  });
}

function timeless(value: any): any {
  if (Array.isArray(value)) {
    return value.map(timeless);
  }
  return value && typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([key]) => key !== 'lastTransitionTime')
          .map(([key, inner]) => [key, timeless(inner)]),
      )
    : value;
}
