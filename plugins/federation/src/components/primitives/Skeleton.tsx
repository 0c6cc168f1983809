import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  bar: {
    display: 'block',
    borderRadius: theme.shape.borderRadius,
    backgroundColor: theme.palette.action.hover,
    animation: '$breathe 1.6s ease-in-out infinite',
    '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
  },
  '@keyframes breathe': { '50%': { opacity: 0.45 } },
}));

/** Holds the place of what is still loading, in its final size. */
export function Skeleton(props: { height: number; width?: number | string }) {
  const { height, width = '100%' } = props;
  const classes = useStyles();
  return (
    <span
      className={classes.bar}
      style={{ height, width }}
      aria-hidden="true"
    />
  );
}
