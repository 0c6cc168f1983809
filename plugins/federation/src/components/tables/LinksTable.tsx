import {
  FederationView,
  LinkEnd,
  LinkView,
} from '@backstage-federation/plugin-federation-common';
import { makeStyles } from '@material-ui/core/styles';
import { Translate, useT } from '../../hooks/useT';
import { placeFindings, rowDetail } from '../findings';
import { AsOf, unheardCluster } from '../frame';
import {
  Changing,
  DataRow,
  DataTable,
  RelativeTime,
  StateMark,
  Term,
} from '../primitives';

const useStyles = makeStyles(theme => ({
  end: { whiteSpace: 'nowrap' },
  namespace: { color: theme.palette.text.secondary },
  arrow: {
    color: theme.palette.text.secondary,
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

function createdBy(t: Translate, link: LinkView): string {
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
export function LinksTable({ view }: { view: FederationView }) {
  const t = useT();
  const placed = placeFindings(
    view.findings,
    ['link'],
    view.links.map(({ id }) => id),
  );
  const rows = view.links.map((link): DataRow => {
    const unheard = unheardCluster(view, link.from.cluster);
    return {
      id: link.id,
      state: link.state.kind,
      dimmed: Boolean(unheard),
      cells: [
        <Changing value={link.state.word}>
          <StateMark state={link.state} />
        </Changing>,
        <End end={link.from} />,
        <End end={link.to} arrow />,
        <Changing value={String(link.cost)}>{link.cost}</Changing>,
        <RelativeTime at={link.state.since} as="clock" />,
        createdBy(t, link),
      ],
      detail: rowDetail(
        link.state,
        placed.of(link.id),
        unheard && <AsOf cluster={unheard} />,
      ),
    };
  });
  return (
    <DataTable
      label={t('tab.links')}
      testId="federation-links"
      columns={[
        { key: 'state', header: t('column.state') },
        { key: 'from', header: <Term term="link">{t('column.from')}</Term> },
        { key: 'to', header: t('column.to') },
        { key: 'cost', header: t('column.cost') },
        { key: 'since', header: t('column.since') },
        { key: 'createdBy', header: t('column.createdBy') },
      ]}
      rows={rows}
      empty={t('link.none')}
    />
  );
}
