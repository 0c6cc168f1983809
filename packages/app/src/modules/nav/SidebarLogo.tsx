import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    height: 3 * sidebarConfig.logoHeight,
    width: sidebarConfig.drawerWidthClosed,
    color: theme.palette.navigation.selectedColor,
  },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    paddingLeft: 20,
    color: 'inherit',
    fontSize: '1.1rem',
    fontWeight: 600,
  },
}));

/** Three sites joined to one network. */
export function SidebarLogo() {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={classes.root}>
      <Link to="/" underline="none" className={classes.link} aria-label="Home">
        <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true">
          <path
            d="M7 9l9 8 9-8M16 17v8"
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
          />
          <circle cx="16" cy="17" r="5" fill="#36baa2" />
          <circle cx="7" cy="8" r="3.5" fill="currentColor" />
          <circle cx="25" cy="8" r="3.5" fill="currentColor" />
          <circle cx="16" cy="26.5" r="3.5" fill="currentColor" />
        </svg>
        {isOpen && 'Federations'}
      </Link>
    </div>
  );
}
