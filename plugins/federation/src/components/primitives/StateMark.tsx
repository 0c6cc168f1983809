import {
  State,
  StateKind,
} from '@backstage-federation/plugin-federation-common';
import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../hooks/useTexts';
import { classes as classNames } from './classes';
import { mutedColour } from './Muted';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    whiteSpace: 'nowrap',
  },
  ready: { color: theme.palette.success.main },
  progressing: { color: theme.palette.info.main },
  degraded: { color: theme.palette.warning.main },
  down: { color: theme.palette.error.main },
  unknown: { color: mutedColour(theme) },
  quiet: { color: mutedColour(theme) },
  loud: { color: theme.palette.text.primary, fontWeight: 600 },
  turning: {
    transformOrigin: '8px 8px',
    animation: '$turn 1.6s linear infinite',
    '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
  },
  '@keyframes turn': { to: { transform: 'rotate(360deg)' } },
}));

const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.8,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** The shape says the state without its colour. */
export function StateShape(props: { kind: StateKind; size?: number }) {
  const { kind, size = 16 } = props;
  const classes = useStyles();
  return (
    <svg
      className={classes[kind]}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
      style={{ flex: 'none' }}
    >
      {kind === 'ready' && (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path {...line} stroke="#fff" d="M4.8 8.3l2.2 2.2 4.2-4.6" />
        </>
      )}
      {kind === 'progressing' && (
        <g className={classes.turning}>
          <circle {...line} cx="8" cy="8" r="6" opacity="0.3" />
          <path {...line} d="M8 2a6 6 0 0 1 6 6" />
        </g>
      )}
      {kind === 'degraded' && (
        <>
          <path fill="currentColor" d="M8 1.2L15.4 14.4H0.6z" />
          <path {...line} stroke="#fff" d="M8 6v4M8 12.2v.1" />
        </>
      )}
      {kind === 'down' && (
        <>
          <path
            fill="currentColor"
            d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z"
          />
          <path
            {...line}
            stroke="#fff"
            d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"
          />
        </>
      )}
      {kind === 'unknown' && (
        <circle {...line} cx="8" cy="8" r="6.2" strokeDasharray="2.6 2.6" />
      )}
    </svg>
  );
}

/** A state: shape, word, colour, in that order of weight. Healthy states are quiet. */
export function StateMark(props: { state: State; className?: string }) {
  const { state, className } = props;
  const classes = useStyles();
  const { word } = useTexts();
  const loud = state.kind === 'down' || state.kind === 'degraded';
  return (
    <span className={classNames(classes.root, className)}>
      <StateShape kind={state.kind} />
      <span className={loud ? classes.loud : classes.quiet}>{word(state)}</span>
    </span>
  );
}
