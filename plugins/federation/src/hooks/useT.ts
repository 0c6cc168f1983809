import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { federationTranslationRef } from '../translation';

/** The plugin's texts in the reader's language. */
export function useT() {
  return useTranslationRef(federationTranslationRef).t;
}

/** What {@link useT} gives. */
export type Translate = ReturnType<typeof useT>;
