import { Naming } from './naming';
import type { Observation } from './recording';
import { View, viewOf } from './views';

/** One state of an object. */
export interface State {
  t: number;
  /** Undefined once it is deleted. */
  view?: View;
  initial?: boolean;
}

/** States by name of the object. */
export type Timelines = Map<string, State[]>;

const WINDOW_STEP = 10;

/**
 * The states of all objects of a run.
 *
 * @param epoch - seconds since 1970 at which the run began
 */
export function timelines(
  observations: Observation[],
  naming: Naming,
  epoch: number,
): Timelines {
  const result: Timelines = new Map();
  const windows = new Map<string, string>();
  for (const { t, type, initial, object } of observations) {
    const id = naming.of(object);
    const states = result.get(id) ?? [];
    result.set(id, states);
    // How long a grant is valid when it gets its end, to ten seconds.
    const window = (time: string) => {
      const key = `${id} ${time}`;
      const seconds = Date.parse(time) / 1000 - epoch - t;
      const rounded = Math.round(seconds / WINDOW_STEP) * WINDOW_STEP;
      windows.set(key, windows.get(key) ?? `after ${rounded} s`);
      return windows.get(key)!;
    };
    const view =
      type === 'DELETED' ? undefined : viewOf(object, naming, window);
    const last = states[states.length - 1];
    if (!last || !view || !sameView(last.view, view)) {
      states.push({ t, view, initial });
    }
  }
  return result;
}

/** Whether two states are alike; no state is like none. */
export function sameView(a: View | undefined, b: View | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.size === b.size &&
    [...a].every(([path, value]) => b.get(path) === value)
  );
}

/** A state as its difference from the one before. */
export function describe(before: View | undefined, after?: View): string {
  if (!after) {
    return 'deleted';
  }
  const lines: string[] = [];
  for (const path of new Set([...(before?.keys() ?? []), ...after.keys()])) {
    const value = after.get(path);
    if (value !== before?.get(path)) {
      lines.push(value === undefined ? `- ${path}` : `${path}: ${value}`);
    }
  }
  return lines.sort().join('\n');
}
