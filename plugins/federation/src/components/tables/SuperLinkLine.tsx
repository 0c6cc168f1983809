import {
  FederationView,
  FlowerView,
  flowerView,
} from '@backstage-federation/plugin-federation-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { useTexts } from '../../hooks/useTexts';
import { FindingLine, findingKey, placeFindings, rowDetail } from '../findings';
import { StateMark, Term, mutedColour } from '../primitives';
import { PodCell } from './PodCell';

const useStyles = makeStyles(theme => ({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 3),
    padding: theme.spacing(1.5, 2),
  },
  muted: { color: mutedColour(theme) },
  detail: { padding: theme.spacing(0, 2, 1.5) },
}));

/** How SuperLink and SuperNodes are protected from others. */
function Security({ flower }: { flower: FlowerView }) {
  const t = useT();
  const { security } = flower;
  if (security !== 'supernode-auth' && security !== 'tls') {
    return <Term term="insecure">{t('superLink.insecure')}</Term>;
  }
  const word = security === 'tls' ? 'tls' : 'authentication';
  const certificate = flower.superLink?.certificate;
  return (
    <>
      <Term term={word}>{t(`superLink.${word}`)}</Term>
      {certificate && (
        <span
          title={t('superLink.certificateHosts', {
            hosts: certificate.hosts.join(', '),
          })}
        >
          {t('superLink.certificate', {
            date: certificate.notAfter.slice(0, 10),
          })}
        </span>
      )}
    </>
  );
}

/** The SuperLink that the SuperNodes connect to, on one line. */
export function SuperLinkLine({ view }: { view: FederationView }) {
  const t = useT();
  const texts = useTexts();
  const classes = useStyles();
  const flower = flowerView(view);
  const superLink = flower?.superLink;
  const { rest } = placeFindings(view.findings, ['superlink'], []);
  if (!flower || !superLink) {
    return (
      <>
        <Typography className={classes.line} variant="body2">
          {t('superLink.none')}
        </Typography>
        {rest.map(finding => (
          <div key={findingKey(finding)} className={classes.detail}>
            <FindingLine finding={finding} />
          </div>
        ))}
      </>
    );
  }
  const detail = rowDetail(superLink.state, rest);
  return (
    <div data-testid="federation-superlink" data-state={superLink.state.kind}>
      <Typography component="div" variant="body2" className={classes.line}>
        <Term term="superLink">{t('superLink.title')}</Term>
        <StateMark state={superLink.state} />
        <span className={classes.muted}>
          {superLink.cluster} / {superLink.namespace} / {superLink.name}
        </span>
        <span className={classes.muted}>{superLink.version}</span>
        {superLink.pods.map(pod => (
          <PodCell key={pod.name} pod={pod} />
        ))}
        <Security flower={flower} />
        <span
          className={classes.muted}
          title={texts.reason(superLink.controlApi)}
        >
          {t('superLink.controlApi', {
            word: texts.word(superLink.controlApi),
          })}
        </span>
      </Typography>
      {detail && <div className={classes.detail}>{detail}</div>}
    </div>
  );
}
