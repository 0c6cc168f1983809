import { FederationCounts } from '@backstage-federation/plugin-federation-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { Changing, Term, TermName } from '../primitives';

const TILES: { key: keyof FederationCounts; term: TermName }[] = [
  { key: 'sites', term: 'site' },
  { key: 'links', term: 'link' },
  { key: 'services', term: 'routingKey' },
  { key: 'superNodes', term: 'superNode' },
];

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 5),
    margin: 0,
  },
  label: { color: theme.palette.text.secondary },
  value: { margin: 0, fontVariantNumeric: 'tabular-nums' },
}));

/** How many of what there should be work. */
export function Counts({ counts }: { counts: FederationCounts }) {
  const t = useT();
  const classes = useStyles();
  return (
    <dl className={classes.root}>
      {TILES.map(({ key, term }) => {
        const { ready, total } = counts[key];
        return (
          <div key={key} data-testid={`federation-count-${key}`}>
            <Typography
              component="dt"
              variant="body2"
              className={classes.label}
            >
              <Term term={term}>{t(`count.${key}`)}</Term>
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
        );
      })}
    </dl>
  );
}
