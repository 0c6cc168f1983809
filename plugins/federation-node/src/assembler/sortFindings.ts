import {
  Finding,
  FindingSeverity,
} from '@backstage-federation/plugin-federation-common';

const SEVERITY: FindingSeverity[] = ['error', 'warning', 'info'];
/** What carries comes before what is carried: a link that is down explains its SuperNodes. */
const SUBJECT: Finding['subject']['kind'][] = [
  'cluster',
  'federation',
  'site',
  'link',
  'service',
  'superlink',
  'supernode',
];

/**
 * Worst first, then from the ground up. What is said twice is listed once; one cause may hold at several members.
 *
 * @internal
 */
export function sortFindings(findings: Finding[]): Finding[] {
  const key = ({ cause, subject, title }: Finding) =>
    `${subject.kind} ${subject.id} ${cause} ${title}`;
  const unique = new Map<string, Finding>();
  for (const finding of findings) {
    if (!unique.has(key(finding))) unique.set(key(finding), finding);
  }
  return [...unique.values()].sort(
    (a, b) =>
      SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity) ||
      SUBJECT.indexOf(a.subject.kind) - SUBJECT.indexOf(b.subject.kind) ||
      compareText(a.subject.id, b.subject.id) ||
      compareText(a.cause, b.cause) ||
      compareText(a.title, b.title),
  );
}

/** Order that does not depend on a locale. @internal */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
