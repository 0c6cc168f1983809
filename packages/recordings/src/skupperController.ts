import { namesIn, readText } from './files';

/** A Kubernetes object as it was recorded. */
export interface RecordedObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    generation?: number;
    creationTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: any;
  };
  [field: string]: any;
}

/** One thing that happened: see the README of `data/skupper-controller`. */
export interface RecordedEntry {
  /** Seconds since the recording began. */
  t: number;
  cluster: string;
  /** A heading, or what was done to the controller's process. */
  note?: string;
  /** A write of the user, or of a role that was simulated, with the answer. */
  action?: string;
  request?: { method: string; path: string; body: any };
  code?: number;
  message?: string;
  /** A state of an object as a watch received it. */
  type?: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** It was there before the recording began. */
  initial?: boolean;
  object?: RecordedObject;
}

/** What a real controller did over time. */
export interface ControllerRecording {
  /** A sentence that says what was done. */
  scenario: string;
  /** Versions of Skupper and Kubernetes. */
  skupper: string;
  kubernetes: string;
  /** The roles that were simulated. */
  simulated: string;
  /** The link access types, with commas. */
  accessTypesEnabled: string;
  /** When it began, in whole seconds since 1970, and as exactly as is known. */
  epoch: number;
  began: string;
  entries: RecordedEntry[];
}

const FOLDER = 'skupper-controller';
const CONFIG = 'skrouterd.json (parsed JSON)';

/** Names of all recordings of the controller. */
export function controllerRecordings(): string[] {
  return namesIn(FOLDER, '.jsonl');
}

/** Reads a recording, with each state of an object complete. */
export function readControllerRecording(name: string): ControllerRecording {
  const [header, ...entries]: any[] = readText(FOLDER, `${name}.jsonl`)
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  const states = new Map<string, RecordedObject>();
  return {
    ...header,
    entries: entries.map(entry => {
      if (!entry.object) {
        return entry;
      }
      const { kind, metadata, set } = entry.object;
      const key = `${entry.cluster} ${kind} ${metadata.uid}`;
      const before = states.get(key);
      const object = set && before ? changed(before, set) : entry.object;
      states.set(key, object);
      return { ...entry, object };
    }),
  };
}

function changed(before: RecordedObject, set: any): RecordedObject {
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
