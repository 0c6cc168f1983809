import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import { Link } from 'react-router-dom';
import { useT } from '../../hooks/useT';
import { mutedColour } from '../primitives';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    justifyItems: 'center',
    gap: theme.spacing(3),
    padding: theme.spacing(6, 2),
    textAlign: 'center',
  },
  text: { maxWidth: '62ch', color: mutedColour(theme) },
}));

/** Three clusters, two of which link to the third. */
function Picture() {
  const theme = useTheme();
  const { palette } = theme;
  const box = { fill: palette.background.paper, stroke: palette.divider };
  const label = { fill: mutedColour(theme), fontSize: 12 };
  const arrow = { stroke: palette.primary.main, strokeWidth: 2, fill: 'none' };
  return (
    <svg width="420" height="76" viewBox="0 0 420 76" aria-hidden="true">
      {['member', 'hub', 'member'].map((role, i) => (
        <g key={i} transform={`translate(${1 + i * 154} 8)`}>
          <rect width="110" height="60" rx="8" {...box} />
          <text x="55" y="26" textAnchor="middle" {...label}>
            {role}
          </text>
          <text x="55" y="44" textAnchor="middle" {...label}>
            {role === 'hub' ? 'SuperLink' : 'SuperNodes'}
          </text>
        </g>
      ))}
      <path d="M114 38h36m-7-5l7 5-7 5" {...arrow} />
      <path d="M306 38h-36m7-5l-7 5 7 5" {...arrow} />
    </svg>
  );
}

/**
 * What a federation is, and how to get one.
 *
 * @param props - `addClusterLink`: where to add the first cluster, when there is none
 */
export function EmptyFederations({
  createLink,
  addClusterLink,
}: {
  createLink?: string;
  addClusterLink?: string;
}) {
  const t = useT();
  const classes = useStyles();
  const first = addClusterLink ?? createLink;
  return (
    <div className={classes.root} data-testid="federation-empty">
      <Picture />
      <Typography variant="h5" component="h2">
        {t('list.emptyTitle')}
      </Typography>
      <Typography className={classes.text}>{t('list.empty')}</Typography>
      {addClusterLink && <Typography>{t('list.noClusters')}</Typography>}
      {first && (
        <Button variant="contained" color="primary" component={Link} to={first}>
          {t(addClusterLink ? 'list.addCluster' : 'list.create')}
        </Button>
      )}
    </div>
  );
}
