import { FederationCount } from '@backstage-federation/plugin-federation-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { Changing, mutedColour } from '../primitives';
import { CountLabel } from './CountLabel';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 5),
    margin: 0,
  },
  label: { color: mutedColour(theme) },
  value: { margin: 0, fontVariantNumeric: 'tabular-nums' },
}));

/** How many of what there should be work. */
export function Counts({ counts }: { counts: FederationCount[] }) {
  const t = useT();
  const classes = useStyles();
  return (
    <dl className={classes.root}>
      {counts.map(({ id, label, ready, total }) => (
        <div key={id} data-testid={`federation-count-${id}`}>
          <Typography component="dt" variant="body2" className={classes.label}>
            <CountLabel id={id} label={label} />
          </Typography>
          <Typography component="dd" variant="h6" className={classes.value}>
            <Changing value={`${ready}/${total}`}>
              <span
                title={t('count.of', {
                  ready: String(ready),
                  total: String(total),
                })}
              >
                {ready}/{total}
              </span>
            </Changing>
          </Typography>
        </div>
      ))}
    </dl>
  );
}
