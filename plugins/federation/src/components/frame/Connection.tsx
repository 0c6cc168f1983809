import { useCallback } from 'react';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { EmptyState } from '@backstage/core-components';
import { isError } from '@backstage/errors';
import { FederationSnapshot } from '../../api';
import { useT } from '../../hooks/useT';
import { useTicking } from '../../hooks/ticker';
import { formatClock, StateShape } from '../primitives';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 2),
  },
}));

/** The HTTP status with which the backend refused, if it did. */
export function refusedWith(error: Error | undefined): number | undefined {
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return isError(error) && typeof status === 'number' ? status : undefined;
}

/** "Retrying in 4 s." */
function RetryIn({ at }: { at: number | undefined }) {
  const t = useT();
  const format = useCallback(
    (now: number) => {
      const seconds = Math.ceil(((at ?? now) - now) / 1000);
      return seconds > 0
        ? t('connection.retryIn', { seconds: String(seconds) })
        : t('connection.retrying');
    },
    [at, t],
  );
  return <>{useTicking(format)}</>;
}

/** Above a view that is no longer live: since when, and when it is tried again. */
export function ConnectionNotice({ snapshot }: { snapshot: FederationSnapshot }) {
  const t = useT();
  const classes = useStyles();
  return (
    <Paper
      variant="outlined"
      className={classes.root}
      data-testid="federation-connection"
    >
      <StateShape kind="unknown" />
      <Typography variant="body2">
        {t('connection.lost', {
          time: formatClock(snapshot.asOf ?? Date.now(), Date.now()),
        })}{' '}
        <RetryIn at={snapshot.retryAt} />
      </Typography>
    </Paper>
  );
}

/** Instead of a view, when there is none to show: what is the matter and who can help. */
export function NoView(props: { name: string; snapshot: FederationSnapshot }) {
  const { name, snapshot } = props;
  const t = useT();
  const status = refusedWith(snapshot.error);
  if (status === 404) {
    return (
      <EmptyState
        missing="content"
        title={t('connection.notFound', { name })}
        description={t('connection.notFoundHint')}
      />
    );
  }
  if (status === 403 || status === 401) {
    return (
      <EmptyState
        missing="data"
        title={t('connection.forbidden')}
        description={t('connection.forbiddenHint')}
      />
    );
  }
  return (
    <EmptyState
      missing="data"
      title={t('connection.cannotLoad')}
      description={
        <>
          {snapshot.error?.message} <RetryIn at={snapshot.retryAt} />
        </>
      }
    />
  );
}
