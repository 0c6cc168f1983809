import {
  FederationCount,
  FederationSummary,
} from '@backstage-federation/plugin-federation-common';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { federationRouteRef } from '../../routes';
import { CountLabel } from '../overview';
import { Changing, DataTable, StateMark, Term } from '../primitives';

const useStyles = makeStyles({
  name: { fontWeight: 600 },
  sentence: { minWidth: '28ch' },
});

function Count({ of }: { of?: FederationCount }) {
  return of ? (
    <Changing value={`${of.ready}/${of.total}`}>
      {of.ready}/{of.total}
    </Changing>
  ) : (
    <>–</>
  );
}

/** What the federations count: each thing once. Services are left to the federation's own page. */
function countedIn(items: FederationSummary[]): FederationCount[] {
  const all = items.flatMap(({ counts }) => counts);
  return [...new Map(all.map(count => [count.id, count])).values()].filter(
    ({ id }) => id !== 'services',
  );
}

/** The federations that a person may read, each with its sentence. */
export function FederationsList({ items }: { items: FederationSummary[] }) {
  const t = useT();
  const classes = useStyles();
  const counted = countedIn(items);
  const federationPath = useRouteRef(federationRouteRef);
  return (
    <DataTable
      label={t('list.title')}
      testId="federation-list"
      columns={[
        { key: 'state', header: t('column.state') },
        { key: 'name', header: t('column.federation') },
        { key: 'hub', header: <Term term="hub">{t('column.hub')}</Term> },
        ...counted.map(({ id, label }) => ({
          key: id,
          header: <CountLabel id={id} label={label} />,
        })),
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
          ...counted.map(({ id }) => (
            <Count of={item.counts.find(count => count.id === id)} />
          )),
        ],
      }))}
      empty={t('list.emptyTitle')}
    />
  );
}
