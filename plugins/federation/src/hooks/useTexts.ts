import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  Finding,
  State,
  TextParams,
} from '@backstage-federation/plugin-federation-common';
import { federationTextsTranslationRef, textMessages } from '../texts';

/** What {@link useTexts} gives. */
export interface TranslatedTexts {
  finding(finding: Finding): {
    title: string;
    explanation: string;
    remedy: string;
  };
  /** Why a state is what it is, when that is said. */
  reason(state: State): string | undefined;
}

/** What is said of findings and states, in the reader's language; in the backend's English where that is all there is. */
export function useTexts(): TranslatedTexts {
  const { t } = useTranslationRef(federationTextsTranslationRef);
  const translate = t as (key: string, params: TextParams) => string;
  const say = <English extends string | undefined>(
    key: string,
    params: TextParams | undefined,
    english: English,
  ) =>
    Object.hasOwn(textMessages, key) ? translate(key, params ?? {}) : english;
  return {
    finding({ cause, text = cause, params, ...english }) {
      const key = `finding.${text}`;
      return {
        title: say(`${key}.title`, params, english.title),
        explanation: say(`${key}.explanation`, params, english.explanation),
        remedy: say(`${key}.remedy`, params, english.remedy.text),
      };
    },
    reason: ({ reasonId, params, reason }) =>
      say(`reason.${reasonId}`, params, reason),
  };
}
