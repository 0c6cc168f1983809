import {
  FederationCount,
  FederationSummary,
} from '@backstage-federation/plugin-federation-common';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { useTexts } from '../../hooks/useTexts';
import { federationRouteRef } from '../../routes';
import { CountLabel } from '../overview';
import { DataTable } from '../primitives';

const useStyles = makeStyles({
  name: { fontWeight: 600 },
  sentence: { minWidth: '28ch' },
});

/** `2/3`; a dash where a federation does not count it. */
function countIn({ counts }: FederationSummary, id: string): string {
  const of = counts.find(count => count.id === id);
  return of ? `${of.ready}/${of.total}` : '–';
}

/** Left to the federation's own page. */
const NOT_LISTED = ['services', 'otherSites'];

/** What the federations count: each thing once. */
function countedIn(items: FederationSummary[]): FederationCount[] {
  const all = items.flatMap(({ counts }) => counts);
  return [...new Map(all.map(count => [count.id, count])).values()].filter(
    ({ id }) => !NOT_LISTED.includes(id),
  );
}

/** The federations that a person may read, each with its sentence. */
export function FederationsList({ items }: { items: FederationSummary[] }) {
  const t = useT();
  const { sentence } = useTexts();
  const classes = useStyles();
  const counted = countedIn(items);
  const federationPath = useRouteRef(federationRouteRef);
  return (
    <DataTable
      label={t('list.title')}
      testId="federation-list"
      empty={t('list.emptyTitle')}
      rows={items}
      id={item => item.name}
      columns={[
        {
          name: 'federation',
          cell: item => (
            <div className={classes.sentence}>
              <Link
                to={federationPath({ name: item.name })}
                className={classes.name}
              >
                {item.title ?? item.name}
              </Link>
              <div>{sentence(item)}</div>
            </div>
          ),
        },
        {
          name: 'hub',
          term: 'hub',
          // That of a federation whose spec is gone may not be known.
          cell: ({ hub }) =>
            hub.cluster ? `${hub.cluster} / ${hub.namespace}` : '–',
        },
        ...counted.map(({ id, label }) => ({
          name: id,
          header: <CountLabel id={id} label={label} />,
          changing: (item: FederationSummary) => countIn(item, id),
          cell: (item: FederationSummary) => countIn(item, id),
        })),
      ]}
    />
  );
}
