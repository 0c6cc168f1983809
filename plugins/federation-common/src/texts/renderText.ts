/** What fills the `{{names}}` of a text when each is put into words. @public */
export type TextValues = Record<string, string | number>;

const NAME = /\{\{\s*(\w+)\s*\}\}/g;

/**
 * Fills the `{{names}}` of a text, the form that i18next and Backstage's translation refs use.
 *
 * @returns the text; a name without a value stays as it is, so that it is seen
 * @public
 */
export function renderText(template: string, values: TextValues = {}): string {
  return template.replace(NAME, (name, key: string) =>
    Object.hasOwn(values, key) ? String(values[key]) : name,
  );
}

/** The names that a text has to be given, each once. @public */
export function namesIn(template: string): string[] {
  return [...new Set([...template.matchAll(NAME)].map(found => found[1]))];
}
