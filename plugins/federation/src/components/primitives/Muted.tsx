import { ReactNode } from 'react';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';

/**
 * The colour of text that steps back. The theme's own is too weak on anything darker than white: below a contrast of 4.5 on
 * a page or a row that is pointed at.
 */
export function mutedColour({ palette }: Theme): string {
  return palette.type === 'light'
    ? 'rgba(0, 0, 0, 0.6)'
    : palette.text.secondary;
}

const useStyles = makeStyles(theme => ({
  root: { color: mutedColour(theme) },
}));

/** A line that steps back. */
export function Muted({ children }: { children: ReactNode }) {
  const { root } = useStyles();
  return (
    <Typography variant="body2" className={root}>
      {children}
    </Typography>
  );
}
