import { Evidence, Finding, Phrase, Remedy, State, TextParams } from '../view';
import { valuesOf } from './phrases';
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
  /** What acts on it; default: what its text tells to do. */
  remedy?: Omit<Remedy, 'text'>;
}

/**
 * The template that applies the stored spec of a federation again, and changes nothing but what its form is given. It takes
 * the federation's name, which the view fills in.
 *
 * @public
 */
export const REAPPLY_TEMPLATE = 'template:default/federation-reapply';

/** The template that creates a federation, also over what is there already. @public */
export const CREATE_TEMPLATE = 'template:default/federation-create';

/** The template that removes what a federation has left over. It takes the federation's name. @public */
export const CLEANUP_TEMPLATE = 'template:default/federation-cleanup';

/**
 * The template that brings one member to what its form says. What the form leaves empty stays as it is stored.
 *
 * @public
 */
export const MEMBER_TEMPLATE = 'template:default/federation-add-member';

/**
 * So that words and button agree: what tells a person to apply the federation again, or with another value of what the
 * form offers, gets the template that does.
 */
const SAYS_REAPPLY =
  /\bappl(y|ying) ((the federation|it) again|the federation with)\b/i;

/** What acts on a finding, when nothing else was named. */
function remedyOf(text: string): Omit<Remedy, 'text'> {
  return SAYS_REAPPLY.test(text)
    ? { template: { ref: REAPPLY_TEMPLATE, formData: {} } }
    : {};
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
  const values = valuesOf(params);
  return {
    cause,
    ...(text && text !== cause ? { text } : {}),
    severity,
    subject,
    ...(params ? { params } : {}),
    title: renderText(title, values),
    explanation: renderText(explanation, values),
    evidence,
    remedy: {
      text: renderText(remedy, values),
      ...remedyOf(remedy),
      ...diagnosed.remedy,
    },
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
    reason: renderText(found, valuesOf(params)),
    reasonId,
    ...(params ? { params } : {}),
  };
}

/**
 * A state in words, without keys that have no value.
 *
 * @param why - id of its reason, with what the reason may name, and since when it is so (ISO 8601)
 * @throws Error when there is no text of these ids: a mistake of the code that gives them
 * @public
 */
export function renderState<Given extends Texts>(
  texts: Given,
  kind: State['kind'],
  wordId: keyof Given['words'] & string,
  why: { reason?: string; params?: TextParams; since?: string } = {},
): State {
  const { reason, params, since } = why;
  return {
    kind,
    word: texts.words[wordId],
    wordId,
    ...renderReason(texts, reason, params),
    ...(since ? { since } : {}),
  };
}

const PLURALS = new Intl.PluralRules('en');

/**
 * Puts a sentence, or a part of one, into English.
 *
 * @param params - all that its text names; `count` decides between its forms
 * @throws Error when there is no text of that id: a mistake of the code that gives it
 * @public
 */
export function renderPhrase(
  { phrases = {} }: Texts,
  id: string,
  params?: TextParams,
): Phrase {
  const form = PLURALS.select(Number(params?.count));
  const found = phrases[id] ?? phrases[`${id}_${form}`];
  if (found === undefined) throw new Error(`phrases: there is no text "${id}"`);
  return {
    text: renderText(found, valuesOf(params)),
    key: `phrase.${id}`,
    ...(params ? { params } : {}),
  };
}
