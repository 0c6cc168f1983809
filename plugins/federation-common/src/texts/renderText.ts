import { TextParams } from '../view/openapi.generated';

const NAME = /\{\{\s*(\w+)\s*\}\}/g;

/**
 * Fills the `{{names}}` of a text, the form that i18next and Backstage's translation refs use.
 *
 * @returns the text; a name without a value stays as it is, so that it is seen
 * @public
 */
export function renderText(template: string, params: TextParams = {}): string {
  return template.replace(NAME, (name, key: string) =>
    Object.hasOwn(params, key) ? String(params[key]) : name,
  );
}

/** The names that a text has to be given, each once. @public */
export function namesIn(template: string): string[] {
  return [...new Set([...template.matchAll(NAME)].map(found => found[1]))];
}
