import {
  Finding,
  FederationView,
  Phrase,
  State,
  TextParams,
} from '../view/openapi.generated';
import { renderText, TextValues } from './renderText';

/**
 * The texts of a language.
 *
 * @returns the words of a key; undefined when there is none, or when it names what `values` does not have
 * @public
 */
export type Wording = (key: string, values: TextValues) => string | undefined;

/** How names are listed. */
export const listPhrases = {
  'list-and': '{{first}} and {{last}}',
  'list-more': '{{first}} and {{count}} more',
};

/** Nested phrases carry their English, and lists fall back to it. */
const inEnglish: Wording = () => undefined;

/** `west`, `west and north`, `west, north, south and 2 more`. */
function listed(names: string[], wording: Wording): string {
  const say = (id: keyof typeof listPhrases, values: TextValues) =>
    wording(`phrase.${id}`, values) ?? renderText(listPhrases[id], values);
  if (names.length > 3) {
    const first = names.slice(0, 3).join(', ');
    return say('list-more', { first, count: names.length - 3 });
  }
  const last = names[names.length - 1] ?? '';
  return names.length > 1
    ? say('list-and', { first: names.slice(0, -1).join(', '), last })
    : last;
}

/** Values in words. What is a sentence of its own loses its full stop, as it becomes a part of another. */
export function valuesOf(
  params: TextParams = {},
  wording: Wording = inEnglish,
): TextValues {
  const part = (value: string | Phrase) =>
    typeof value === 'string'
      ? value
      : phraseIn(value, wording)
          .trim()
          .replace(/[.。]$/, '');
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (typeof value === 'number') return [name, value];
      return [
        name,
        Array.isArray(value) ? listed(value.map(part), wording) : part(value),
      ];
    }),
  );
}

/**
 * Puts a phrase into a language.
 *
 * @returns its words; the English ones where the language has none
 * @public
 */
export function phraseIn(phrase: Phrase, wording: Wording): string {
  const { key, params, text } = phrase;
  return (key && wording(key, valuesOf(params, wording))) || text;
}

/** A phrase, without keys that have no value. */
function said(
  text: string | undefined,
  key: string | undefined,
  params?: TextParams,
): Phrase | undefined {
  if (!text) return undefined;
  return { text, ...(key ? { key } : {}), ...(params ? { params } : {}) };
}

/** The word of a state. @public */
export function wordOf({ word, wordId }: State): Phrase {
  return { text: word, ...(wordId ? { key: `word.${wordId}` } : {}) };
}

/** Why a state is what it is, when that is said. @public */
export function reasonOf({
  reason,
  reasonId,
  params,
}: State): Phrase | undefined {
  return said(reason, reasonId && `reason.${reasonId}`, params);
}

/** What a finding says: its title, explanation and remedy. @public */
export function wordsOfFinding(
  finding: Finding,
): Record<'title' | 'explanation' | 'remedy', Phrase> {
  const { cause, text = cause, params, title, explanation, remedy } = finding;
  const part = (name: string, english: string): Phrase => ({
    text: english,
    key: `finding.${text}.${name}`,
    ...(params ? { params } : {}),
  });
  return {
    title: part('title', title),
    explanation: part('explanation', explanation),
    remedy: part('remedy', remedy.text),
  };
}

/** The first sentence of a federation. @public */
export function sentenceOf({
  sentence,
  phrase,
}: Pick<FederationView, 'sentence' | 'phrase'>): Phrase {
  return phrase ?? { text: sentence };
}
