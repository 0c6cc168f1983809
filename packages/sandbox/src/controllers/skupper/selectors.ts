type Labels = Record<string, string> | undefined;

/** Whether labels match. */
export type Selector = (labels: Labels) => boolean;

const KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*/)?[A-Za-z0-9][-A-Za-z0-9_.]*';
const EQUALS = new RegExp(`^(${KEY})\\s*(==?|!=)\\s*([-A-Za-z0-9_.]*)$`);
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s+\\(([^()]*)\\)$`);
const EXISTS = new RegExp(`^(!?)\\s*(${KEY})$`);

/**
 * Parses a Kubernetes label selector, with equality and sets.
 * @returns undefined if it can't be parsed
 */
export function parseSelector(text: string): Selector | undefined {
  const terms = text
    .split(/,(?![^(]*\))/)
    .map(term => term.trim())
    .filter((term, _, all) => term !== '' || all.length > 1);
  const selectors: Selector[] = [];
  for (const term of terms) {
    const selector = parseTerm(term);
    if (!selector) {
      return undefined;
    }
    selectors.push(selector);
  }
  return labels => selectors.every(selector => selector(labels));
}

function parseTerm(term: string): Selector | undefined {
  const equals = EQUALS.exec(term);
  if (equals) {
    const [, key, , operator, value] = equals;
    return operator === '!='
      ? labels => labels?.[key] !== value
      : labels => labels?.[key] === value;
  }
  const set = SET.exec(term);
  if (set) {
    const [, key, , operator, list] = set;
    const values = list.split(',').map(value => value.trim());
    return operator === 'in'
      ? labels => labels?.[key] !== undefined && values.includes(labels[key])
      : labels => labels?.[key] === undefined || !values.includes(labels[key]);
  }
  const exists = EXISTS.exec(term);
  if (exists) {
    const [, not, key] = exists;
    return labels => (labels?.[key] !== undefined) === (not === '');
  }
  return undefined;
}
