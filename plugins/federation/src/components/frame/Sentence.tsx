import { FederationView } from '@backstage-federation/plugin-federation-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../hooks/useTexts';
import { StateShape } from '../primitives';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.25),
    minHeight: 32,
  },
}));

/** The verdict in words, read aloud when it changes. */
export function Sentence({ view }: { view: FederationView }) {
  const classes = useStyles();
  return (
    <Typography
      variant="h6"
      component="p"
      role="status"
      className={classes.root}
      data-testid="federation-sentence"
      data-state={view.state.kind}
    >
      <StateShape kind={view.state.kind} size={22} />
      <span>{useTexts().sentence(view)}</span>
    </Typography>
  );
}
