import { ReactNode } from 'react';
import { FederationView } from '@backstage-federation/plugin-federation-common';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useT } from '../../hooks/useT';
import { FindingList, placeFindings } from '../findings';
import { FederationFrame } from '../frame';
import { DataTableSkeleton, Term } from '../primitives';
import {
  LinksTable,
  ServicesTable,
  SitesTable,
  SuperLinkLine,
  SuperNodesTable,
  ViewTable,
} from '../tables';

const useStyles = makeStyles(theme => ({
  heading: { padding: theme.spacing(1.5, 2, 0.5) },
}));

/** A part of a federation on its own sheet. */
export function Section(props: { title?: ReactNode; children: ReactNode }) {
  const classes = useStyles();
  return (
    <Paper>
      {props.title && (
        <Typography
          variant="subtitle1"
          component="h2"
          className={classes.heading}
        >
          {props.title}
        </Typography>
      )}
      {props.children}
    </Paper>
  );
}

function TabSkeleton() {
  return (
    <Section>
      <DataTableSkeleton rows={3} />
    </Section>
  );
}

/** Findings that no row of the tab's tables can show, and those of other kinds that it shows. */
function Unplaced(props: {
  view: FederationView;
  tables: ViewTable[];
  kinds?: string[];
}) {
  const { view, tables, kinds = [] } = props;
  const { rest } = placeFindings(
    view.findings,
    [...kinds, ...tables.map(({ kind }) => kind)],
    tables.flatMap(({ rowIds }) => rowIds(view)),
  );
  return <FindingList findings={rest} />;
}

/** The sites, live. */
export function SitesTab({ name }: { name: string }) {
  return (
    <FederationFrame name={name} skeleton={<TabSkeleton />}>
      {view => (
        <>
          <Unplaced
            view={view}
            tables={[SitesTable]}
            kinds={['federation', 'cluster']}
          />
          <Section>
            <SitesTable view={view} />
          </Section>
        </>
      )}
    </FederationFrame>
  );
}

/** The links, and the services that go over them, live. */
export function LinksTab({ name }: { name: string }) {
  const t = useT();
  return (
    <FederationFrame name={name} skeleton={<TabSkeleton />}>
      {view => (
        <>
          <Unplaced view={view} tables={[LinksTable, ServicesTable]} />
          <Section>
            <LinksTable view={view} />
          </Section>
          <Section title={<Term term="routingKey">{t('service.title')}</Term>}>
            <ServicesTable view={view} />
          </Section>
        </>
      )}
    </FederationFrame>
  );
}

/** The SuperLink and its SuperNodes, live. */
export function SuperNodesTab({ name }: { name: string }) {
  return (
    <FederationFrame name={name} skeleton={<TabSkeleton />}>
      {view => (
        <>
          <Unplaced view={view} tables={[SuperNodesTable]} />
          <Section>
            <SuperLinkLine view={view} />
            <SuperNodesTable view={view} />
          </Section>
        </>
      )}
    </FederationFrame>
  );
}
