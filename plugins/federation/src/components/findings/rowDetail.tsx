import { ReactNode } from 'react';
import { Finding, State } from '@backstage-federation/plugin-federation-common';
import Typography from '@material-ui/core/Typography';
import { useTexts } from '../../hooks/useTexts';
import { FindingLine } from './FindingLine';
import { findingKey } from './FindingList';
import { Muted } from '../primitives';

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
  const says = state.kind !== 'ready' && state.reason;
  if (findings.length === 0 && !says && !asOf) {
    return undefined;
  }
  return (
    <>
      {findings.map(finding => (
        <FindingLine key={findingKey(finding)} finding={finding} />
      ))}
      {findings.length === 0 && says && <Reason state={state} />}
      {asOf && <Muted>{asOf}</Muted>}
    </>
  );
}

function Reason({ state }: { state: State }) {
  const { reason } = useTexts();
  return <Typography variant="body2">{reason(state)}</Typography>;
}
