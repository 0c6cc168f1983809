import { useState } from 'react';
import {
  Finding,
  StateKind,
} from '@backstage-federation/plugin-federation-common';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from 'react-router-dom';
import { useT } from '../../hooks/useT';
import { useTexts } from '../../hooks/useTexts';
import { useTemplateLink } from '../../hooks/useTemplateLink';
import { StateShape } from '../primitives';
import { EvidenceList } from './EvidenceList';

const SHAPES: Record<Finding['severity'], StateKind> = {
  error: 'down',
  warning: 'degraded',
  info: 'unknown',
};

const useStyles = makeStyles(theme => ({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
  },
  shape: { paddingTop: 7, lineHeight: 0 },
  words: { flex: '1 1 20rem', paddingTop: 4 },
  subject: { fontWeight: 600 },
  actions: { display: 'flex', gap: theme.spacing(1) },
}));

let ids = 0;

/**
 * One thing that is wrong, on one line, with its evidence one click away and its remedy as a button.
 *
 * @param props - `showSubject` where the line does not stand below the row it is about
 */
export function FindingLine(props: {
  finding: Finding;
  showSubject?: boolean;
}) {
  const { finding, showSubject } = props;
  const t = useT();
  const { title, remedy } = useTexts().finding(finding);
  const classes = useStyles();
  const templateLink = useTemplateLink();
  const [open, setOpen] = useState(false);
  const [id] = useState(() => `federation-evidence-${ids++}`);
  const { template } = finding.remedy;
  const mend = template && templateLink(template.ref, template.formData);
  return (
    <div data-testid="federation-finding" data-cause={finding.cause}>
      <div className={classes.line}>
        {showSubject && (
          <span
            className={classes.shape}
            role="img"
            aria-label={t(`finding.severity.${finding.severity}`)}
          >
            <StateShape kind={SHAPES[finding.severity]} />
          </span>
        )}
        <Typography variant="body2" className={classes.words}>
          {showSubject && (
            <span className={classes.subject}>{finding.subject.label}: </span>
          )}
          {title}
        </Typography>
        <span className={classes.actions}>
          <Button
            size="small"
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            onClick={() => setOpen(!open)}
          >
            {t('finding.evidence')}
          </Button>
          {mend && (
            <Button
              size="small"
              variant="outlined"
              component={Link}
              to={mend}
              title={remedy}
            >
              {t(
                finding.cause === 'network-found'
                  ? 'finding.takeOver'
                  : 'finding.mend',
              )}
            </Button>
          )}
        </span>
      </div>
      {open && <EvidenceList finding={finding} id={id} />}
    </div>
  );
}
