import { createTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  federationTexts,
  flowerTexts,
  skupperTexts,
  Texts,
} from '@backstage-federation/plugin-federation-common';

/** What is said of all federations, and what the adapters of this repository say. A third party's texts come in English with what they are about. */
const TEXTS: Texts[] = [federationTexts, skupperTexts, flowerTexts];

/** Messages by key: `finding.<id>.title`, `word.<id>`, `reason.<id>`, `phrase.<id>`. @internal */
export const textMessages: Record<string, string> = Object.fromEntries(
  TEXTS.flatMap(({ findings, words, reasons, phrases = {} }) => [
    ...Object.entries(findings).flatMap(([id, text]) =>
      Object.entries(text).map(([part, said]) => [
        `finding.${id}.${part}`,
        said,
      ]),
    ),
    ...Object.entries({
      word: words,
      reason: reasons,
      phrase: phrases,
    }).flatMap(([kind, texts]) =>
      Object.entries(texts).map(([id, text]) => [`${kind}.${id}`, text]),
    ),
  ]),
);

/**
 * What is said of findings, states and federations: `finding.<id>.title`, `.explanation` and `.remedy` by cause, `word.<id>`
 * and `reason.<id>` of states, `phrase.<id>` of the first sentence and its parts, which depends on `{{count}}` where there is
 * `_one` and `_other`. The same texts as the backend gives in English, with the same `{{names}}`.
 *
 * @public
 */
export const federationTextsTranslationRef = createTranslationRef({
  id: 'federation-texts',
  messages: textMessages,
});
