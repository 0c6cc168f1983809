import { Evidence, Finding, Remedy } from '../view/finding';
import { State } from '../view/state';
import { TextParams, renderText } from './renderText';
import { Texts } from './texts';

/**
 * A finding before it has words: what a diagnosis gives.
 *
 * @public
 */
export interface Diagnosed {
  cause: string;
  /** Id of its text, where that is not the cause: `cause.variant`. */
  text?: string;
  severity: Finding['severity'];
  subject: Finding['subject'];
  params?: TextParams;
  evidence: Evidence[];
  /** What acts on it. */
  remedy?: Omit<Remedy, 'text'>;
}

/**
 * Puts a finding into English.
 *
 * @throws Error when there is no text of that id: a mistake of the code that gives it
 * @public
 */
export function renderFinding(texts: Texts, diagnosed: Diagnosed): Finding {
  const { cause, text, severity, subject, params, evidence } = diagnosed;
  const found = texts.findings[text ?? cause];
  if (!found) throw new Error(`findings: there is no text "${text ?? cause}"`);
  return {
    cause,
    ...(text && text !== cause ? { text } : {}),
    severity,
    subject,
    ...(params ? { params } : {}),
    title: renderText(found.title, params),
    explanation: renderText(found.explanation, params),
    evidence,
    remedy: { text: renderText(found.remedy, params), ...diagnosed.remedy },
  };
}

/**
 * The reason of a state in English, with its id, without keys that have no value.
 *
 * @throws Error when there is no text of that id: a mistake of the code that gives it
 * @public
 */
export function renderReason(
  texts: Texts,
  reasonId: string | undefined,
  params?: TextParams,
): Pick<State, 'reason' | 'reasonId' | 'params'> {
  if (!reasonId) return {};
  const found = texts.reasons[reasonId];
  if (found === undefined) {
    throw new Error(`reasons: there is no text "${reasonId}"`);
  }
  return {
    reason: renderText(found, params),
    reasonId,
    ...(params ? { params } : {}),
  };
}
