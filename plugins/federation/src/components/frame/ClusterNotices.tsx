import { ClusterStatus } from '@backstage-federation/plugin-federation-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { StateShape, mutedColour } from '../primitives';

const useStyles = makeStyles(theme => ({
  notice: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    color: mutedColour(theme),
  },
}));

/** Names each cluster that is not fully heard, and what that means for what is shown. */
export function ClusterNotices({ clusters }: { clusters: ClusterStatus[] }) {
  const t = useT();
  const classes = useStyles();
  const notices = clusters.filter(({ state }) => state !== 'connected');
  return (
    <>
      {notices.map(cluster => {
        const words = {
          name: cluster.title ?? cluster.name,
          state: t(`cluster.state.${cluster.state}`),
        };
        return (
          <Typography
            key={cluster.name}
            variant="body2"
            className={classes.notice}
            data-testid="federation-cluster-notice"
            data-state={cluster.state}
          >
            <StateShape
              kind={cluster.state === 'connecting' ? 'progressing' : 'unknown'}
            />
            <span>
              {cluster.reason
                ? t('cluster.noticeReason', {
                    ...words,
                    reason: cluster.reason,
                  })
                : t('cluster.notice', words)}{' '}
              {cluster.forbidden && cluster.forbidden.length > 0
                ? t('cluster.hidden', {
                    resources: cluster.forbidden.join(', '),
                  })
                : cluster.state !== 'connecting' && t('cluster.dimmed')}
            </span>
          </Typography>
        );
      })}
    </>
  );
}
