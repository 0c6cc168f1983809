import {
  Diagnosed,
  Evidence,
  Finding,
  FindingSubject,
  flowerTexts,
  renderFinding,
  renderState,
  State,
  StateKind,
  TextParams,
} from '@backstage-federation/plugin-federation-common';
import { isoTime, PodFacts } from '../facts/pods';

/** What is found, of a subject that is known. @internal */
export type Claim = Omit<Diagnosed, 'subject'>;

/** State and finding, of one mind. @internal */
export interface Diagnosis {
  state: State;
  /** Why it is so, when that is wrong. */
  finding?: Claim;
}

/** One row of an ordered table: what it says when it holds. @internal */
export type Row<Facts, Result = Diagnosis> = (
  facts: Facts,
) => Result | false | '' | undefined;

/** The first row that holds. @internal */
export function firstOf<Facts, Result>(
  rows: Row<Facts, Result>[],
  facts: Facts,
): Result | undefined {
  for (const row of rows) {
    const result = row(facts);
    if (result) return result;
  }
  return undefined;
}

/** All rows that hold. @internal */
export function allOf<Facts, Result>(
  rows: Row<Facts, Result>[],
  facts: Facts,
): Result[] {
  return rows.flatMap(row => row(facts) || []);
}

/** @internal */
export const findingOf = (subject: FindingSubject, claim: Claim): Finding =>
  renderFinding(flowerTexts, { ...claim, subject });

const state =
  (kind: StateKind, word: keyof typeof flowerTexts.words) =>
  (
    reason?: string,
    { since, params }: { since?: string; params?: TextParams } = {},
  ): State =>
    renderState(flowerTexts, kind, word, {
      reason,
      params,
      since: isoTime(since),
    });

export const ready = state('ready', 'ready');
export const online = state('ready', 'online');
export const starting = state('progressing', 'starting');
export const waiting = state('progressing', 'waiting');
export const stuck = state('degraded', 'starting');
export const down = state('down', 'down');
export const offline = state('down', 'offline');
export const unknown = state('unknown', 'unknown');

/** @internal */
export const objectSays = (source: string, text: string): Evidence => ({
  kind: 'object',
  source,
  text,
});

/** @internal */
export const apiSays = (
  source: string,
  text: string,
  at?: string,
): Evidence => ({ kind: 'api', source, text, ...(at ? { at } : {}) });

/** The line of a pod's log, if there is one. @internal */
export const logSays = (
  pod: PodFacts | undefined,
  line: string | undefined,
): Evidence[] =>
  pod && line ? [{ kind: 'log', source: pod.source, text: line }] : [];
