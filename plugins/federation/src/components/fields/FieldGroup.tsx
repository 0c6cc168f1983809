import { ReactNode } from 'react';
import FormControl from '@material-ui/core/FormControl';
import FormHelperText from '@material-ui/core/FormHelperText';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';

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

/** A field of several inputs, with its title, what it is for and what is wrong with it as a whole. */
export function FieldGroup(props: {
  title?: string;
  description?: string;
  problem?: string;
  children: ReactNode;
}) {
  const { title, description, problem, children } = props;
  const classes = useStyles();
  return (
    <FormControl
      component="fieldset"
      fullWidth
      margin="normal"
      error={Boolean(problem)}
    >
      <div className={classes.root}>
        {title && (
          <legend className={classes.legend}>
            <Typography variant="subtitle1" component="span">
              {title}
            </Typography>
            {description && (
              <Typography variant="body2" color="textSecondary">
                {description}
              </Typography>
            )}
          </legend>
        )}
        {children}
        {problem && <FormHelperText role="alert">{problem}</FormHelperText>}
      </div>
    </FormControl>
  );
}
