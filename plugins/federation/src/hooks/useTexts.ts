import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  FederationView,
  Finding,
  namesIn,
  phraseIn,
  reasonOf,
  sentenceOf,
  State,
  Wording,
  wordOf,
  wordsOfFinding,
} from '@backstage-federation/plugin-federation-common';
import { federationTextsTranslationRef, textMessages } from '../texts';

/** What {@link useTexts} gives. */
export interface TranslatedTexts {
  finding(finding: Finding): {
    title: string;
    explanation: string;
    remedy: string;
  };
  word(state: State): string;
  /** Why a state is what it is, when that is said. */
  reason(state: State): string | undefined;
  /** The first sentence of a federation. */
  sentence(federation: Pick<FederationView, 'sentence' | 'phrase'>): string;
}

/** What is said of findings, states and federations, in the reader's language; in the backend's English where that is all there is. */
export function useTexts(): TranslatedTexts {
  const { t } = useTranslationRef(federationTextsTranslationRef);
  const translate = t as (key: string, values: object) => string;
  // Not where something is missing that the text names: an older backend may not give it.
  const wording: Wording = (key, values) => {
    const text = textMessages[key] ?? textMessages[`${key}_other`];
    return text && namesIn(text).every(name => Object.hasOwn(values, name))
      ? translate(key, values)
      : undefined;
  };
  return {
    finding: finding => {
      const { title, explanation, remedy } = wordsOfFinding(finding);
      return {
        title: phraseIn(title, wording),
        explanation: phraseIn(explanation, wording),
        remedy: phraseIn(remedy, wording),
      };
    },
    word: state => phraseIn(wordOf(state), wording),
    reason: state => {
      const reason = reasonOf(state);
      return reason && phraseIn(reason, wording);
    },
    sentence: federation => phraseIn(sentenceOf(federation), wording),
  };
}
