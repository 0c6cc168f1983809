import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  Finding,
  namesIn,
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

/** The messages of these keys, when each is known and gets all that it names: an older backend may not give that. */
function complete(
  keys: string[],
  params: TextParams = {},
): string[] | undefined {
  const found = keys.map(key => textMessages[key]);
  return found.every(
    text =>
      text !== undefined &&
      namesIn(text).every(name => Object.hasOwn(params, name)),
  )
    ? keys
    : undefined;
}

/** What is said of findings and states, in the reader's language; in the backend's English where that is all there is. */
export function useTexts(): TranslatedTexts {
  const { t } = useTranslationRef(federationTextsTranslationRef);
  const translate = t as (key: string, params: TextParams) => string;
  return {
    finding({ cause, text = cause, params = {}, ...english }) {
      const keys = ['title', 'explanation', 'remedy'].map(
        part => `finding.${text}.${part}`,
      );
      const [title, explanation, remedy] = complete(keys, params)?.map(key =>
        translate(key, params),
      ) ?? [english.title, english.explanation, english.remedy.text];
      return { title, explanation, remedy };
    },
    reason({ reasonId, params = {}, reason }) {
      const [key] = complete([`reason.${reasonId}`], params) ?? [];
      return key ? translate(key, params) : reason;
    },
  };
}
