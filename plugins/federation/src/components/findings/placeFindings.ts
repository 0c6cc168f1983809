import { Finding } from '@backstage-federation/plugin-federation-common';

/** Findings of some kinds, divided into those that have a row and those that have none. */
export interface PlacedFindings {
  /** Findings of one row. */
  of(id: string): Finding[];
  /** Those about none of the rows. */
  rest: Finding[];
}

/**
 * Puts each finding where it belongs.
 *
 * @param findings - all findings of the view
 * @param kinds - the kinds of subject that the place shows
 * @param rowIds - ids of the rows there are
 */
export function placeFindings(
  findings: Finding[],
  kinds: string[],
  rowIds: string[],
): PlacedFindings {
  const rows = new Map<string, Finding[]>(rowIds.map(id => [id, []]));
  const rest: Finding[] = [];
  findings
    .filter(({ subject }) => kinds.includes(subject.kind))
    .forEach(finding => (rows.get(finding.subject.id) ?? rest).push(finding));
  return { of: id => rows.get(id) ?? [], rest };
}
