import type { Exclusion } from './scenario';
import { describe, sameView, State, Timelines } from './timelines';
import type { View } from './views';

/** How far the time of a state may be off: RSA keys take the real controller seconds. */
const TOLERANCE_S = 6;

/** An object whose states are not those that were recorded. */
export interface Difference {
  object: string;
  /** Why it is tolerated. */
  excluded?: string;
  recorded: string[];
  emulated: string[];
}

/** What a comparison found. */
export interface Comparison {
  differences: Difference[];
  /** Exclusions without which nothing would differ. */
  unneeded: string[];
  /** How many objects were compared, and how many states. */
  objects: number;
  states: number;
}

/** Compares the states of each object of two runs; pure. */
export function compare(
  recorded: Timelines,
  emulated: Timelines,
  exclusions: Exclusion[],
): Comparison {
  const differences: Difference[] = [];
  const needed = new Set<Exclusion>();
  let states = 0;
  const objects = new Set([...recorded.keys(), ...emulated.keys()]);
  for (const object of [...objects].sort()) {
    const expected = recorded.get(object) ?? [];
    const actual = comparable(expected, emulated.get(object) ?? []);
    states += expected.length;
    const difference = differ(expected, actual);
    if (!difference) {
      continue;
    }
    const rules = exclusions.filter(rule => rule.object.test(object));
    const rest = rules.length
      ? differ(relax(expected, rules), relax(actual, rules))
      : difference;
    if (rest) {
      differences.push({ object, ...rest });
    } else {
      rules
        .filter(rule => {
          const others = rules.filter(other => other !== rule);
          return differ(relax(expected, others), relax(actual, others));
        })
        .forEach(rule => needed.add(rule));
    }
  }
  return {
    differences,
    unneeded: exclusions
      .filter(rule => !needed.has(rule))
      .map(rule => `${rule.object}: ${rule.why}`),
    objects: objects.size,
    states,
  };
}

// What was there before and isn't in the recording is known from the first change only.
function comparable(expected: State[], actual: State[]): State[] {
  const [first, ...rest] = actual;
  if (!first?.initial || expected[0]?.initial) {
    return actual;
  }
  // The first change may have been made to what the emulation was given already.
  return sameView(expected[0]?.view, first.view)
    ? [{ ...first, t: expected[0].t }, ...rest]
    : rest;
}

function differ(expected: State[], actual: State[]) {
  const [recorded, emulated] = [expected, actual].map(lines);
  const same =
    recorded.length === emulated.length &&
    recorded.every((line, i) => line === emulated[i]) &&
    expected.every(({ t }, i) => Math.abs(t - actual[i].t) <= TOLERANCE_S);
  return same
    ? undefined
    : {
        recorded: timed(recorded, expected),
        emulated: timed(emulated, actual),
      };
}

function lines(states: State[]): string[] {
  return states.map((state, i) => describe(states[i - 1]?.view, state.view));
}

function timed(texts: string[], states: State[]): string[] {
  return texts.map((text, i) => `${states[i].t.toFixed(1)} ${text}`);
}

function relax(states: State[], rules: Exclusion[]): State[] {
  let result = states;
  for (const { paths, endOnly } of rules) {
    if (endOnly) {
      result = result.slice(-1).map(state => ({ ...state, t: 0 }));
    } else if (paths) {
      result = distinct(
        result.map(({ view, ...state }) => ({
          ...state,
          view:
            view && new Map([...view].filter(([path]) => !paths.test(path))),
        })),
      );
    } else {
      return [];
    }
  }
  return result;
}

function distinct(states: State[]): State[] {
  const key = (view?: View) => view && JSON.stringify([...view].sort());
  return states.filter(
    (state, i) => i === 0 || key(state.view) !== key(states[i - 1].view),
  );
}
