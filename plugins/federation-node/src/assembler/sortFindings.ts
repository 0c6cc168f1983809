import {
  Finding,
  FindingSeverity,
} from '@backstage-federation/plugin-federation-common';
import { compareText } from './words';

const SEVERITY: FindingSeverity[] = ['error', 'warning', 'info'];
/** What carries comes before what is carried: a link that is down explains what is behind it. */
const SUBJECT = ['cluster', 'federation', 'site', 'link', 'service'];

/**
 * Worst first, then from the ground up. What is said twice is listed once; one cause may hold at several members.
 *
 * @param subjects - the adapters' own kinds of subject, in order
 * @internal
 */
export function sortFindings(
  findings: Finding[],
  subjects: string[] = [],
): Finding[] {
  const order = [...SUBJECT, ...subjects];
  const place = (kind: string) =>
    order.includes(kind) ? order.indexOf(kind) : order.length;
  const key = ({ cause, subject, title }: Finding) =>
    `${subject.kind} ${subject.id} ${cause} ${title}`;
  const unique = new Map<string, Finding>();
  for (const finding of findings) {
    if (!unique.has(key(finding))) unique.set(key(finding), finding);
  }
  return [...unique.values()].sort(
    (a, b) =>
      SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity) ||
      place(a.subject.kind) - place(b.subject.kind) ||
      compareText(a.subject.id, b.subject.id) ||
      compareText(a.cause, b.cause) ||
      compareText(a.title, b.title),
  );
}
