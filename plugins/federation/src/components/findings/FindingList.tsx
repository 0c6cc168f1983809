import { Finding } from '@backstage-federation/plugin-federation-common';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { FindingLine } from './FindingLine';

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(1.5, 2),
    display: 'grid',
    gap: theme.spacing(1.5),
  },
}));

/** A key that stays the same while a finding's evidence changes. */
export function findingKey({ cause, subject }: Finding): string {
  return `${cause}/${subject.kind}/${subject.id}`;
}

/** All that is wrong, worst first as the view has it; nothing at all when nothing is. */
export function FindingList({ findings }: { findings: Finding[] }) {
  const t = useT();
  const classes = useStyles();
  if (findings.length === 0) {
    return null;
  }
  const isWrong = findings.some(({ severity }) => severity !== 'info');
  return (
    <Paper variant="outlined" className={classes.root}>
      <Typography variant="subtitle2" component="h3">
        {t(isWrong ? 'finding.title' : 'finding.notes')}
      </Typography>
      {findings.map(finding => (
        <FindingLine key={findingKey(finding)} finding={finding} showSubject />
      ))}
    </Paper>
  );
}
