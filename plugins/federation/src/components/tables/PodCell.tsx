import { PodView } from '@backstage-federation/plugin-federation-common';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { StateShape } from '../primitives';

const useStyles = makeStyles({
  root: { display: 'inline-flex', alignItems: 'center', gap: 6 },
  name: {
    maxWidth: '22ch',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
});

/** A pod: its name shortened, whether it is ready, and why not. */
export function PodCell({ pod }: { pod: PodView }) {
  const t = useT();
  const classes = useStyles();
  const notes = [
    !pod.ready && (pod.reason ?? pod.phase),
    pod.restarts > 0 && t('superNode.restarts', { count: pod.restarts }),
  ].filter(Boolean);
  return (
    <span className={classes.root} title={pod.message ?? pod.name}>
      <StateShape kind={pod.ready ? 'ready' : 'degraded'} size={12} />
      <span className={classes.name}>{pod.name}</span>
      {notes.length > 0 && <span>({notes.join(', ')})</span>}
    </span>
  );
}
