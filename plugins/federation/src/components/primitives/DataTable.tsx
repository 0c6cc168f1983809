import { Fragment, ReactNode } from 'react';
import { State } from '@backstage-federation/plugin-federation-common';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Translate, useT } from '../../hooks/useT';
import { federationTranslationRef } from '../../translation';
import { classes as classNames } from './classes';
import { mutedColour } from './Muted';
import { Changing } from './Changing';
import { Skeleton } from './Skeleton';
import { StateMark } from './StateMark';
import { Term, TermName } from './Term';

const ROW_HEIGHT = 45;

const useStyles = makeStyles(theme => ({
  head: {
    color: mutedColour(theme),
    fontWeight: 500,
    whiteSpace: 'nowrap',
    textTransform: 'none',
  },
  // A row and the line below it belong together; stripes would part them.
  row: {
    '&&, &&:nth-of-type(odd), &&:nth-of-type(even)': {
      backgroundColor: 'transparent',
    },
  },
  cell: {
    height: ROW_HEIGHT,
    verticalAlign: 'middle',
    lineHeight: 1.45,
    borderTop: `1px solid ${theme.palette.divider}`,
    borderBottom: 0,
  },
  first: { width: 150 },
  detail: { borderBottom: 0, paddingTop: 2, paddingBottom: theme.spacing(1.5) },
  dimmed: { opacity: 0.55 },
  empty: { padding: theme.spacing(3, 2), color: mutedColour(theme) },
}));

type ColumnName = {
  [Key in keyof (typeof federationTranslationRef)['T']]: Key extends `column.${infer Name}`
    ? Name
    : never;
}[keyof (typeof federationTranslationRef)['T']];

/** A column: what it is called, and what stands in it of a row. */
export type Column<Row> = {
  cell(row: Row, t: Translate): ReactNode;
  /** When this changes, the cell fades its background once. */
  changing?(row: Row): string;
} & (
  | { name: ColumnName; term?: TermName }
  /** For what this plugin has no words for. */
  | { name: string; header: ReactNode }
);

/** What every table is told besides its rows. */
export interface TableOptions<Row> {
  testId: string;
  /** Identity of a row, which keeps its place while its values change. */
  id(row: Row): string;
  /** Those after the state, which each table begins with. */
  columns: Column<Row>[];
}

function ColumnHeader<Row>({ column }: { column: Column<Row> }) {
  const t = useT();
  if ('header' in column) return <>{column.header}</>;
  const header = t(`column.${column.name}`);
  return column.term ? <Term term={column.term}>{header}</Term> : <>{header}</>;
}

/**
 * The frame of all tables: the state first, then the columns, and below a row what its state needs said.
 *
 * @param props - `detailOf`: what stands on a line of its own below the row; `isDimmed`: shown as last seen, not known
 *   to be true now; `empty`: shown instead of a table without rows
 */
export function DataTable<Row extends { state: State }>(
  props: TableOptions<Row> & {
    label: string;
    rows: Row[];
    empty: ReactNode;
    detailOf?(row: Row): ReactNode;
    isDimmed?(row: Row): boolean;
  },
) {
  const { label, testId, rows, empty, id, detailOf, isDimmed } = props;
  const t = useT();
  const classes = useStyles();
  if (rows.length === 0) {
    return (
      <Typography className={classes.empty} data-testid={testId}>
        {empty}
      </Typography>
    );
  }
  const columns: Column<Row>[] = [
    {
      name: 'state',
      changing: ({ state }) => state.word,
      cell: ({ state }) => <StateMark state={state} />,
    },
    ...props.columns,
  ];
  return (
    <TableContainer>
      <Table size="small" aria-label={label} data-testid={testId}>
        <TableHead>
          <TableRow>
            {columns.map((column, i) => (
              <TableCell
                key={column.name}
                className={classNames(classes.head, i === 0 && classes.first)}
              >
                <ColumnHeader column={column} />
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row => {
            const dimmed = isDimmed?.(row);
            const detail = detailOf?.(row);
            return (
              <Fragment key={id(row)}>
                <TableRow
                  className={classes.row}
                  data-row={id(row)}
                  data-state={row.state.kind}
                  data-dimmed={dimmed || undefined}
                >
                  {columns.map(({ name, cell, changing }) => (
                    <TableCell
                      key={name}
                      className={classNames(
                        classes.cell,
                        dimmed && classes.dimmed,
                      )}
                    >
                      {changing ? (
                        <Changing value={changing(row)}>
                          {cell(row, t)}
                        </Changing>
                      ) : (
                        cell(row, t)
                      )}
                    </TableCell>
                  ))}
                </TableRow>
                {detail && (
                  <TableRow className={classes.row} data-detail-of={id(row)}>
                    <TableCell
                      colSpan={columns.length}
                      className={classes.detail}
                    >
                      {detail}
                    </TableCell>
                  </TableRow>
                )}
              </Fragment>
            );
          })}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

/** A table's place while it loads. */
export function DataTableSkeleton(props: { rows: number }) {
  return (
    <div style={{ display: 'grid', gap: 9, padding: 16 }}>
      {Array.from({ length: props.rows + 1 }, (_, i) => (
        <Skeleton key={i} height={ROW_HEIGHT - 9} />
      ))}
    </div>
  );
}
