import { createTranslationRef } from '@backstage/core-plugin-api/alpha';
import {
  flowerTexts,
  skupperTexts,
  Texts,
} from '@backstage-federation/plugin-federation-common';

/** What the adapters of this repository say. A third party's texts come in English with what they are about. */
const TEXTS: Texts[] = [skupperTexts, flowerTexts];

/** Messages of findings and of the reasons of states, by key: `finding.<id>.title`, `reason.<id>`. @internal */
export const textMessages: Record<string, string> = Object.fromEntries(
  TEXTS.flatMap(({ findings, reasons }) => [
    ...Object.entries(findings).flatMap(([id, text]) =>
      Object.entries(text).map(([part, words]) => [
        `finding.${id}.${part}`,
        words,
      ]),
    ),
    ...Object.entries(reasons).map(([id, words]) => [`reason.${id}`, words]),
  ]),
);

/**
 * What is said of findings and states, by cause: `finding.<id>.title`, `.explanation` and `.remedy`, `reason.<id>`. The same
 * texts as the backend gives in English, with the same `{{names}}`.
 *
 * @public
 */
export const federationTextsTranslationRef = createTranslationRef({
  id: 'federation-texts',
  messages: textMessages,
});
