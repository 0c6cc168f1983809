const NAME = String.raw`[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?`;
const DNS_LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const PREFIX = String.raw`(?=[^/]{1,253}/)${DNS_LABEL}(?:\.${DNS_LABEL})*/`;
const KEY = `(?:${PREFIX})?${NAME}`;
const VALUE = `(?:${NAME})?`;
const REQUIREMENT = new RegExp(
  String.raw`^\s*(?:!\s*${KEY}|${KEY}|${KEY}\s*(?:==?|!=)\s*${VALUE}|${KEY}\s*[<>]\s*\d+|${KEY}\s+(?:not)?in\s*\(\s*${VALUE}(?:\s*,\s*${VALUE})*\s*\))\s*$`,
);

/** A label's key, with a prefix or without. @internal */
export const LABEL_KEY = new RegExp(`^${KEY}$`);

/** A label's value. @internal */
export const LABEL_VALUE = new RegExp(`^${VALUE}$`);

/**
 * Whether text is a Kubernetes label selector, such as `app=superlink,tier in (a, b)`.
 *
 * @internal
 */
export function isSelector(text: string): boolean {
  // Commas also stand within the parentheses of a set.
  return text
    .split(/,(?![^(]*\))/)
    .every(requirement => REQUIREMENT.test(requirement));
}
