import { readFileSync } from 'node:fs';
import type { KubeObject } from '../../client';

/** A state that an object went through; see the README beside the recordings. */
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

const CONFIG = 'skrouterd.json (parsed JSON)';

/** Reads a condensed recording and makes its states complete again. */
export function loadRecording(path: string): Recording {
  const [head, ...entries]: any[] = readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  const states = new Map<string, KubeObject>();
  return {
    scenario: head.scenario,
    epoch: head.epoch,
    accessTypes: head.accessTypesEnabled.split(','),
    end: Math.max(...entries.map(entry => entry.t)),
    actions: entries.filter(entry => entry.request),
    observations: entries
      .filter(entry => entry.object)
      .map(entry => {
        const { kind, metadata } = entry.object;
        const key = `${entry.cluster} ${kind} ${metadata.uid}`;
        const before = states.get(key);
        const object =
          entry.object.set && before
            ? changed(before, entry.object.set)
            : entry.object;
        states.set(key, object);
        return { ...entry, object };
      }),
  };
}

function changed(before: KubeObject, set: any): KubeObject {
  const next: any = { ...before };
  for (const [field, value] of Object.entries<any>(set)) {
    if (value === null) {
      delete next[field];
    } else if (field === 'data' && value[CONFIG]?.plus) {
      next.data = {
        [CONFIG]: changedConfig(before.data[CONFIG], value[CONFIG]),
      };
    } else {
      next[field] = value;
    }
  }
  return next;
}

function changedConfig(elements: unknown[], { plus, minus }: any): unknown[] {
  const gone = new Set(minus.map((e: unknown) => JSON.stringify(e)));
  return [...elements.filter(e => !gone.has(JSON.stringify(e))), ...plus];
}
