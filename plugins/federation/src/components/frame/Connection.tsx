import { ReactNode, useCallback } from 'react';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { isError } from '@backstage/errors';
import { FederationSnapshot } from '../../api';
import { useT } from '../../hooks/useT';
import { useTicking } from '../../hooks/ticker';
import { formatClock, StateShape, Muted } from '../primitives';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 2),
  },
  notice: {
    display: 'flex',
    gap: theme.spacing(1.25),
    padding: theme.spacing(1, 0),
    maxWidth: '80ch',
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
export function ConnectionNotice({
  snapshot,
}: {
  snapshot: FederationSnapshot;
}) {
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

function Notice(props: { title: string; children: ReactNode }) {
  const classes = useStyles();
  return (
    <div
      className={classes.notice}
      role="status"
      data-testid="federation-notice"
    >
      <StateShape kind="unknown" size={22} />
      <div>
        <Typography variant="h6" component="p">
          {props.title}
        </Typography>
        <Muted>{props.children}</Muted>
      </div>
    </div>
  );
}

/** Instead of a view, when there is none to show: what is the matter and who can help. */
export function NoView(props: { name: string; snapshot: FederationSnapshot }) {
  const { name, snapshot } = props;
  const t = useT();
  const status = refusedWith(snapshot.error);
  if (status === 404) {
    return (
      <Notice title={t('connection.notFound', { name })}>
        {t('connection.notFoundHint')}
      </Notice>
    );
  }
  if (status === 403 || status === 401) {
    return (
      <Notice title={t('connection.forbidden')}>
        {t('connection.forbiddenHint')}
      </Notice>
    );
  }
  return (
    <Notice title={t('connection.cannotLoad')}>
      {snapshot.error?.message} <RetryIn at={snapshot.retryAt} />
    </Notice>
  );
}
