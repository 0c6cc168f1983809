import { ReactNode } from 'react';
import { Link } from '@backstage/core-components';
import Tooltip from '@material-ui/core/Tooltip';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';

const SKUPPER = 'https://skupperproject.github.io/refdog';
const FLOWER = 'https://flower.ai/docs/framework';

const DOCS = {
  site: `${SKUPPER}/concepts/site.html`,
  link: `${SKUPPER}/concepts/link.html`,
  listener: `${SKUPPER}/concepts/listener.html`,
  connector: `${SKUPPER}/concepts/connector.html`,
  routingKey: `${SKUPPER}/concepts/routing-key.html`,
  superNode: `${FLOWER}/explanation-flower-architecture.html`,
  superLink: `${FLOWER}/explanation-flower-architecture.html`,
  insecure: `${FLOWER}/how-to-enable-tls-connections.html`,
  tls: `${FLOWER}/how-to-enable-tls-connections.html`,
  authentication: `${FLOWER}/how-to-authenticate-supernodes.html`,
  hub: `${SKUPPER}/concepts/network.html`,
  member: `${SKUPPER}/concepts/network.html`,
} as const;

/** A word of the field. */
export type TermName = keyof typeof DOCS;

const useStyles = makeStyles({
  root: {
    color: 'inherit',
    textDecoration: 'underline dotted',
    textUnderlineOffset: '3px',
    '&:hover, &:focus': { textDecoration: 'underline' },
  },
});

/** A word with its explanation on hover and focus, and its documentation behind it. */
export function Term(props: { term: TermName; children: ReactNode }) {
  const t = useT();
  const classes = useStyles();
  return (
    <Tooltip title={`${t(`term.${props.term}`)} ${t('term.docs')}`} arrow>
      <Link to={DOCS[props.term]} className={classes.root} noTrack>
        {props.children}
      </Link>
    </Tooltip>
  );
}
