import { FederationSummary } from '@backstage-federation/plugin-federation-common';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { federationRouteRef } from '../../routes';
import { Changing, DataTable, StateMark, Term } from '../primitives';

const useStyles = makeStyles({
  name: { fontWeight: 600 },
  sentence: { minWidth: '28ch' },
});

function Count({ of }: { of: { ready: number; total: number } }) {
  return (
    <Changing value={`${of.ready}/${of.total}`}>
      {of.ready}/{of.total}
    </Changing>
  );
}

/** The federations that a person may read, each with its sentence. */
export function FederationsList({ items }: { items: FederationSummary[] }) {
  const t = useT();
  const classes = useStyles();
  const federationPath = useRouteRef(federationRouteRef);
  return (
    <DataTable
      label={t('list.title')}
      testId="federation-list"
      columns={[
        { key: 'state', header: t('column.state') },
        { key: 'name', header: t('column.federation') },
        { key: 'hub', header: <Term term="hub">{t('column.hub')}</Term> },
        { key: 'sites', header: <Term term="site">{t('count.sites')}</Term> },
        { key: 'links', header: <Term term="link">{t('count.links')}</Term> },
        {
          key: 'nodes',
          header: <Term term="superNode">{t('count.superNodes')}</Term>,
        },
      ]}
      rows={items.map(item => ({
        id: item.name,
        state: item.state.kind,
        cells: [
          <Changing value={item.state.word}>
            <StateMark state={item.state} />
          </Changing>,
          <div className={classes.sentence}>
            <Link
              to={federationPath({ name: item.name })}
              className={classes.name}
            >
              {item.name}
            </Link>
            <div>{item.sentence}</div>
          </div>,
          `${item.hub.cluster} / ${item.hub.namespace}`,
          <Count of={item.counts.sites} />,
          <Count of={item.counts.links} />,
          <Count of={item.counts.superNodes} />,
        ],
      }))}
      empty={t('list.emptyTitle')}
    />
  );
}
