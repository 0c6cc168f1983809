import {
  LinkEnd,
  LinkView,
  SkupperLinkView,
  skupperView,
} from '@backstage-federation/plugin-federation-common';
import { makeStyles } from '@material-ui/core/styles';
import { Translate, useT } from '../../hooks/useT';
import { RelativeTime, mutedColour } from '../primitives';
import { viewTable } from './ViewTable';

const useStyles = makeStyles(theme => ({
  end: { whiteSpace: 'nowrap' },
  namespace: { color: mutedColour(theme) },
  arrow: {
    color: mutedColour(theme),
    marginRight: theme.spacing(1.5),
  },
}));

function End({ end, arrow }: { end: LinkEnd; arrow?: boolean }) {
  const t = useT();
  const classes = useStyles();
  return (
    <span className={classes.end} title={end.siteName}>
      {arrow && (
        <span
          className={classes.arrow}
          role="img"
          aria-label={t('link.direction')}
        >
          ──▶
        </span>
      )}
      {end.label}
      <span className={classes.namespace}>
        {end.cluster && end.cluster !== end.label && ` / ${end.cluster}`}
        {end.namespace && ` / ${end.namespace}`}
      </span>
    </span>
  );
}

/** A link, with what only its kind of interconnect knows of it. */
type LinkRow = LinkView & SkupperLinkView;

function createdBy(link: LinkRow, t: Translate): string {
  if (link.createdBy === 'token') {
    return link.grant
      ? t('link.tokenUsed', {
          used: String(link.grant.redemptions),
          allowed: String(link.grant.redemptionsAllowed),
        })
      : t('link.token');
  }
  return link.createdBy === 'certificate' ? t('link.certificate') : '–';
}

/** The links of a federation: direction is drawn, both ends are named, the reason has a line of its own. */
export const LinksTable = viewTable<LinkRow>({
  testId: 'federation-links',
  label: t => t('tab.links'),
  empty: t => t('link.none'),
  rowsOf: view =>
    view.links.map(link => ({
      ...link,
      ...skupperView(view)?.links[link.id],
    })),
  kind: 'link',
  id: link => link.id,
  clusterOf: ({ from }) => from.cluster,
  resources: ['links', 'configmaps'],
  columns: [
    { name: 'from', term: 'link', cell: ({ from }) => <End end={from} /> },
    { name: 'to', cell: ({ to }) => <End end={to} arrow /> },
    { name: 'cost', changing: ({ cost }) => `${cost}`, cell: row => row.cost },
    {
      name: 'since',
      cell: ({ state }) => <RelativeTime at={state.since} as="clock" />,
    },
    { name: 'createdBy', cell: createdBy },
  ],
});
