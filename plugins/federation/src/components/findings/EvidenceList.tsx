import {
  Evidence,
  Finding,
} from '@backstage-federation/plugin-federation-common';
import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { useTexts } from '../../hooks/useTexts';
import { RelativeTime, mutedColour } from '../primitives';

const useStyles = makeStyles(theme => ({
  root: {
    margin: theme.spacing(1, 0),
    padding: theme.spacing(1.5, 2),
    borderRadius: theme.shape.borderRadius,
    backgroundColor: theme.palette.action.hover,
    display: 'grid',
    gap: theme.spacing(1.25),
    maxWidth: '90ch',
  },
  source: { color: mutedColour(theme) },
  text: {
    margin: 0,
    fontFamily: 'monospace',
    fontSize: '0.8125rem',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
}));

function EvidenceItem({ evidence }: { evidence: Evidence }) {
  const t = useT();
  const classes = useStyles();
  return (
    <div>
      <Typography variant="caption" component="p" className={classes.source}>
        {evidence.source}
        {evidence.at && (
          <>
            , {t('finding.seen')} <RelativeTime at={evidence.at} />
          </>
        )}
      </Typography>
      <p className={classes.text}>{evidence.text}</p>
    </div>
  );
}

/** What a finding rests on, what it means and what to do. */
export function EvidenceList(props: { finding: Finding; id: string }) {
  const { finding, id } = props;
  const t = useT();
  const { explanation, remedy } = useTexts().finding(finding);
  const classes = useStyles();
  return (
    <div className={classes.root} id={id}>
      <Typography variant="body2">{explanation}</Typography>
      {finding.evidence.length === 0 && (
        <Typography variant="body2">{t('finding.noEvidence')}</Typography>
      )}
      {finding.evidence.map((evidence, i) => (
        <EvidenceItem key={`${evidence.source}-${i}`} evidence={evidence} />
      ))}
      <Typography variant="body2">
        <strong>{t('finding.remedy')}:</strong> {remedy}{' '}
        {finding.remedy.docs && (
          <Link to={finding.remedy.docs}>{t('finding.docs')}</Link>
        )}
      </Typography>
    </div>
  );
}
