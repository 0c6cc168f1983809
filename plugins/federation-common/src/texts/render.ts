import { Evidence, Finding, Remedy, State, TextParams } from '../view';
import { namesIn, renderText } from './renderText';
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
  /** What its text may name; what it does not name is left out. */
  params?: TextParams;
  evidence: Evidence[];
  /** What acts on it. */
  remedy?: Omit<Remedy, 'text'>;
}

/** What of the parameters a text names. */
function namedIn(
  template: string,
  params: TextParams = {},
): TextParams | undefined {
  const names = namesIn(template).filter(name => Object.hasOwn(params, name));
  return names.length
    ? Object.fromEntries(names.map(name => [name, params[name]]))
    : undefined;
}

/**
 * Puts a finding into English.
 *
 * @throws Error when there is no text of that id: a mistake of the code that gives it
 * @public
 */
export function renderFinding(texts: Texts, diagnosed: Diagnosed): Finding {
  const { cause, text, severity, subject, evidence } = diagnosed;
  const found = texts.findings[text ?? cause];
  if (!found) throw new Error(`findings: there is no text "${text ?? cause}"`);
  const { title, explanation, remedy } = found;
  const params = namedIn(`${title}${explanation}${remedy}`, diagnosed.params);
  return {
    cause,
    ...(text && text !== cause ? { text } : {}),
    severity,
    subject,
    ...(params ? { params } : {}),
    title: renderText(title, params),
    explanation: renderText(explanation, params),
    evidence,
    remedy: { text: renderText(remedy, params), ...diagnosed.remedy },
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
  offered?: TextParams,
): Pick<State, 'reason' | 'reasonId' | 'params'> {
  if (!reasonId) return {};
  const found = texts.reasons[reasonId];
  if (found === undefined) {
    throw new Error(`reasons: there is no text "${reasonId}"`);
  }
  const params = namedIn(found, offered);
  return {
    reason: renderText(found, params),
    reasonId,
    ...(params ? { params } : {}),
  };
}
