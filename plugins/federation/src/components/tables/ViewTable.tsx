import {
  FederationView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { Translate, useT } from '../../hooks/useT';
import { placeFindings, rowDetail } from '../findings';
import { AsOf, unheardCluster } from '../frame';
import { DataTable, TableOptions } from '../primitives';

/** What tells a table of a federation's view from the others. */
export interface ViewTableOptions<Row> extends TableOptions<Row> {
  label(t: Translate): string;
  /** Said where there is no row. */
  empty(t: Translate): string;
  rowsOf(view: FederationView): Row[];
  /** Kind of the findings that stand below its rows. */
  kind: string;
  /** Where what a row shows is; what is on a silent cluster is dimmed. */
  clusterOf?(row: Row): string | undefined;
  /** Plurals of the types that a row is made of; it is dimmed also while one of them cannot be read. */
  resources?: string[];
}

/** A table of a federation's view; made by {@link viewTable}. */
export interface ViewTable {
  (props: { view: FederationView }): JSX.Element;
  /** Kind of the findings that stand below its rows. */
  kind: string;
  rowIds(view: FederationView): string[];
}

/** Makes a table whose rows are parts of the view, each with its findings, and dimmed while its cluster is silent. */
export function viewTable<Row extends { state: State }>(
  options: ViewTableOptions<Row>,
): ViewTable {
  const {
    label,
    empty,
    rowsOf,
    kind,
    clusterOf,
    resources = [],
    ...table
  } = options;
  const rowIds = (view: FederationView) => rowsOf(view).map(table.id);
  function Table({ view }: { view: FederationView }) {
    const t = useT();
    const placed = placeFindings(view.findings, [kind], rowIds(view));
    const silent = (row: Row) =>
      unheardCluster(view, clusterOf?.(row), resources);
    return (
      <DataTable
        {...table}
        label={label(t)}
        empty={empty(t)}
        rows={rowsOf(view)}
        isDimmed={row => Boolean(silent(row))}
        detailOf={row => {
          const cluster = silent(row);
          return rowDetail(
            row.state,
            placed.of(table.id(row)),
            cluster && <AsOf cluster={cluster} />,
          );
        }}
      />
    );
  }
  return Object.assign(Table, { kind, rowIds });
}
