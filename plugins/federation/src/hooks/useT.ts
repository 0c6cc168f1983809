import {
  TranslationFunction,
  useTranslationRef,
} from '@backstage/core-plugin-api/alpha';
import { federationTranslationRef } from '../translation';

/** What {@link useT} gives. */
export type Translate = TranslationFunction<
  (typeof federationTranslationRef)['T']
>;

/** The plugin's texts in the reader's language. */
export function useT(): Translate {
  return useTranslationRef(federationTranslationRef).t;
}
