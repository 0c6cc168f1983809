import { Fragment, ReactNode } from 'react';
import { StateKind } from '@backstage-federation/plugin-federation-common';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { classes as classNames } from './classes';
import { Skeleton } from './Skeleton';

const ROW_HEIGHT = 45;

const useStyles = makeStyles(theme => ({
  head: {
    color: theme.palette.text.secondary,
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
  empty: { padding: theme.spacing(3, 2), color: theme.palette.text.secondary },
}));

/** A row: `cells` in the order of the columns, and `detail` on a line of its own. */
export interface DataRow {
  id: string;
  state: StateKind;
  cells: ReactNode[];
  detail?: ReactNode;
  /** Shown as last seen: not known to be true now. */
  dimmed?: boolean;
}

/** A plain table whose rows keep their place and identity while their values change. */
export function DataTable(props: {
  label: string;
  testId: string;
  columns: { key: string; header: ReactNode }[];
  rows: DataRow[];
  empty: ReactNode;
}) {
  const { label, testId, columns, rows, empty } = props;
  const classes = useStyles();
  if (rows.length === 0) {
    return (
      <Typography className={classes.empty} data-testid={testId}>
        {empty}
      </Typography>
    );
  }
  return (
    <TableContainer>
      <Table size="small" aria-label={label} data-testid={testId}>
        <TableHead>
          <TableRow>
            {columns.map(({ key, header }, i) => (
              <TableCell
                key={key}
                className={classNames(classes.head, i === 0 && classes.first)}
              >
                {header}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row => (
            <Fragment key={row.id}>
              <TableRow
                className={classes.row}
                data-row={row.id}
                data-state={row.state}
                data-dimmed={row.dimmed || undefined}
              >
                {row.cells.map((cell, i) => (
                  <TableCell
                    key={columns[i].key}
                    className={classNames(
                      classes.cell,
                      row.dimmed && classes.dimmed,
                    )}
                  >
                    {cell}
                  </TableCell>
                ))}
              </TableRow>
              {row.detail && (
                <TableRow className={classes.row} data-detail-of={row.id}>
                  <TableCell
                    colSpan={columns.length}
                    className={classes.detail}
                  >
                    {row.detail}
                  </TableCell>
                </TableRow>
              )}
            </Fragment>
          ))}
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
