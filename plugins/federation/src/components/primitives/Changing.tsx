import { ReactNode, useEffect, useRef } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { alpha } from '@material-ui/core/styles/colorManipulator';

const useStyles = makeStyles(theme => ({
  root: { borderRadius: theme.shape.borderRadius },
  changed: {
    animation: '$fade 2s ease-out 1',
    '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
  },
  '@keyframes fade': {
    from: { backgroundColor: alpha(theme.palette.info.main, 0.35) },
    to: { backgroundColor: 'transparent' },
  },
}));

/** Fades the background once when `value` changes, so that the eye finds what is new. */
export function Changing(props: { value: string; children: ReactNode }) {
  const { value, children } = props;
  const classes = useStyles();
  const element = useRef<HTMLSpanElement>(null);
  const shown = useRef(value);
  useEffect(() => {
    const node = element.current;
    if (!node || shown.current === value) {
      return;
    }
    shown.current = value;
    node.classList.remove(classes.changed);
    // Asking for the width makes the browser notice the removal, so that the animation starts anew.
    node.getBoundingClientRect();
    node.classList.add(classes.changed);
  }, [value, classes.changed]);
  return (
    <span ref={element} className={classes.root}>
      {children}
    </span>
  );
}
