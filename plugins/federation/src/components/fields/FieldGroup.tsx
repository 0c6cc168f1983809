import { ReactNode } from 'react';
import FormControl from '@material-ui/core/FormControl';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Muted } from '../primitives';

const useStyles = makeStyles(theme => ({
  root: {
    border: 0,
    margin: 0,
    padding: 0,
    minWidth: 0,
    display: 'grid',
    gap: theme.spacing(1.5),
  },
  legend: { padding: 0, marginBottom: theme.spacing(0.5) },
}));

/** A field of several inputs, with its title and what it is for; the form itself says below it what is wrong. */
export function FieldGroup(props: {
  title?: string;
  description?: string;
  children: ReactNode;
}) {
  const { title, description, children } = props;
  const classes = useStyles();
  return (
    <FormControl component="fieldset" fullWidth margin="normal">
      <div className={classes.root}>
        {title && (
          <legend className={classes.legend}>
            <Typography variant="subtitle1" component="span">
              {title}
            </Typography>
            {description && <Muted>{description}</Muted>}
          </legend>
        )}
        {children}
      </div>
    </FormControl>
  );
}
