const KEY = String.raw`(?:[a-z0-9.-]+/)?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?`;
const VALUE = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)?`;
const REQUIREMENT = new RegExp(
  String.raw`^\s*(?:!\s*${KEY}|${KEY}|${KEY}\s*(?:==?|!=)\s*${VALUE}|${KEY}\s*[<>]\s*\d+|${KEY}\s+(?:not)?in\s*\(\s*${VALUE}(?:\s*,\s*${VALUE})*\s*\))\s*$`,
);

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
