import { ReactNode } from 'react';
import { FederationView } from '@backstage-federation/plugin-federation-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useFederation } from '../../hooks/useFederation';
import { useT } from '../../hooks/useT';
import { classes as join, Skeleton } from '../primitives';
import { ClusterNotices } from './ClusterNotices';
import { ConnectionNotice, NoView, refusedWith } from './Connection';
import { Sentence } from './Sentence';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2), gridTemplateColumns: '100%' },
  dimmed: { opacity: 0.55 },
  hiddenText: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
  },
}));

/** Gone or hidden now: the last view must not stay on the screen. */
function mayShow(status: number | undefined): boolean {
  return status !== 404 && status !== 403 && status !== 401;
}

/**
 * What every place that shows a federation has in common: the sentence first, then what is not known, then the
 * children; a skeleton while it loads, and words instead of an empty page when it cannot.
 */
export function FederationFrame(props: {
  name: string;
  skeleton: ReactNode;
  children: (view: FederationView) => ReactNode;
}) {
  const { name, skeleton, children } = props;
  const t = useT();
  const classes = useStyles();
  const snapshot = useFederation(name);
  const { view, status, error } = snapshot;
  const lost = status === 'retrying';

  if (view && !(lost && !mayShow(refusedWith(error)))) {
    return (
      <div className={classes.root} data-testid="federation-view">
        {lost && <ConnectionNotice snapshot={snapshot} />}
        <div className={join(classes.root, lost && classes.dimmed)}>
          <Sentence view={view} />
          <ClusterNotices clusters={view.clusters} />
          {children(view)}
        </div>
      </div>
    );
  }
  if (lost) {
    return <NoView name={name} snapshot={snapshot} />;
  }
  return (
    <div className={classes.root} aria-busy="true">
      <Typography className={classes.hiddenText} role="status">
        {t('connection.loading', { name })}
      </Typography>
      <Skeleton height={32} width="60%" />
      {skeleton}
    </div>
  );
}
