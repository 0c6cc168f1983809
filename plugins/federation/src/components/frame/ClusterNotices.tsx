import { ClusterStatus } from '@backstage-federation/plugin-federation-common';
import { Link } from '@backstage/core-components';
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

/**
 * Names each cluster that is not fully heard, and what that means for what is shown.
 *
 * @param props - `checkLink`: where to find out what keeps it from being heard
 */
export function ClusterNotices({
  clusters,
  checkLink,
}: {
  clusters: ClusterStatus[];
  checkLink?(cluster: string): string | undefined;
}) {
  const t = useT();
  const classes = useStyles();
  const notices = clusters.filter(({ state }) => state !== 'connected');
  return (
    <>
      {notices.map(cluster => {
        const check =
          cluster.state === 'connecting'
            ? undefined
            : checkLink?.(cluster.name);
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
                : cluster.state !== 'connecting' && t('cluster.dimmed')}{' '}
              {check && <Link to={check}>{t('list.checkCluster')}</Link>}
            </span>
          </Typography>
        );
      })}
    </>
  );
}
