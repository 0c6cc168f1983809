import {
  Diagnosed,
  Evidence,
  Finding,
  FindingSeverity,
  FindingSubject,
  Phrase,
  SkupperFinding,
  SkupperReason,
  SkupperWord,
  State,
  TextParams,
  federationTexts,
  renderFinding,
  renderPhrase,
  renderState,
  skupperTexts,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { conditionOf } from '../conditions';

/** What is so, and what is wrong with it. @internal */
export interface Diagnosis {
  state: State;
  findings: Finding[];
}

/** A line of an ordered table: when it holds, it gives state and findings together. @internal */
export type Row<Facts> = (
  facts: Facts,
) => Diagnosis | false | '' | null | undefined;

/** What the first row says that holds. @internal */
export function diagnose<Facts>(rows: Row<Facts>[], facts: Facts): Diagnosis {
  for (const row of rows) {
    const diagnosis = row(facts);
    if (diagnosis) return diagnosis;
  }
  throw new Error('The last row of a table has to hold always');
}

/**
 * What a row says.
 *
 * @param findings - none: this takes its time, or the finding of another subject says why
 * @internal
 */
export function so(is: State, ...findings: (Finding | undefined)[]): Diagnosis {
  return { state: is, findings: findings.filter(f => f !== undefined) };
}

/** What a finding is about. @internal */
export interface About {
  subject: FindingSubject;
  /** What all texts about it may name. */
  params: TextParams;
}

/**
 * A finding in words.
 *
 * @param text - id of its text: the cause, or `cause.variant`
 * @internal
 */
export function finding(
  about: About,
  text: SkupperFinding,
  evidence: Evidence[],
  more: {
    severity?: FindingSeverity;
    params?: TextParams;
    remedy?: Diagnosed['remedy'];
  } = {},
): Finding {
  return renderFinding(skupperTexts, {
    cause: text.split('.')[0],
    text,
    severity: more.severity ?? 'error',
    subject: about.subject,
    params: { ...about.params, ...more.params },
    evidence,
    ...(more.remedy && { remedy: more.remedy }),
  });
}

/** Why a state is as it is, and since when. @internal */
export interface Why {
  reason?: SkupperReason;
  params?: TextParams;
  /** ISO 8601. */
  since?: string;
}

/** A state in words, without keys that have no value. @internal */
export function state(
  kind: State['kind'],
  word: SkupperWord,
  why?: Why,
): State {
  return renderState(skupperTexts, kind, word, why);
}

/** @internal */
export function down(
  reason: SkupperReason,
  since?: string,
  params?: TextParams,
): State {
  return state('down', 'down', { reason, params, since });
}

/** @internal */
export function waiting(word: SkupperWord, why: Why = {}): State {
  return state('progressing', word, why);
}

/** @internal */
export function ready(word: SkupperWord, since?: string): State {
  return state('ready', word, { since });
}

/** Whose something is, in a sentence: `the hub`, `west`. @internal */
export function nameOf({ label }: { label: string }): Phrase | string {
  return label === 'hub' ? renderPhrase(federationTexts, 'the-hub') : label;
}

type Where = { cluster: string; namespace: string };

/** Where an object stands, for evidence: `west/retail Link link-hub`. */
const sourceOf = (place: Where, kind: string, name: string) =>
  `${place.cluster}/${place.namespace} ${kind} ${name}`;

/** A condition as evidence. @internal */
export function conditionEvidence(
  place: Where,
  object: KubeObject,
  type: string,
): Evidence {
  const condition = conditionOf(object, type);
  const source = sourceOf(place, object.kind, object.metadata.name);
  return {
    kind: 'condition',
    source: `${source} condition ${type}`,
    text: condition?.message ?? 'The controller has not written it.',
    ...(condition?.lastTransitionTime
      ? { at: condition.lastTransitionTime }
      : {}),
  };
}

/** The object itself as evidence. @internal */
export function objectEvidence(
  place: Where,
  kind: string,
  name: string,
  text: string,
): Evidence {
  return { kind: 'object', source: sourceOf(place, kind, name), text };
}
