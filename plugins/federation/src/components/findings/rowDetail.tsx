import { ReactNode } from 'react';
import { Finding, State } from '@backstage-federation/plugin-federation-common';
import Typography from '@material-ui/core/Typography';
import { FindingLine } from './FindingLine';
import { findingKey } from './FindingList';
import { reasonOf } from './placeFindings';

/**
 * The line below a row that says why: its findings, else the state's own reason.
 *
 * @returns nothing when the row needs no such line
 */
export function rowDetail(
  state: State,
  findings: Finding[],
  asOf?: ReactNode,
): ReactNode | undefined {
  const reason = reasonOf(state);
  if (findings.length === 0 && !reason && !asOf) {
    return undefined;
  }
  return (
    <>
      {findings.map(finding => (
        <FindingLine key={findingKey(finding)} finding={finding} />
      ))}
      {findings.length === 0 && reason && (
        <Typography variant="body2">{reason}</Typography>
      )}
      {asOf && (
        <Typography variant="body2" color="textSecondary">
          {asOf}
        </Typography>
      )}
    </>
  );
}
