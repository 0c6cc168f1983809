import { ReactNode } from 'react';
import {
  FederationView,
  flowerView,
} from '@backstage-federation/plugin-federation-common';
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
  siteRowId,
  SitesTable,
  SuperLinkLine,
  SuperNodesTable,
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

/** Findings of these kinds that no row of the tab can show. */
function Unplaced(props: {
  view: FederationView;
  kinds: string[];
  rows: string[];
}) {
  const { rest } = placeFindings(props.view.findings, props.kinds, props.rows);
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
            kinds={['federation', 'cluster', 'site']}
            rows={view.sites.map(siteRowId)}
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
          <Unplaced
            view={view}
            kinds={['link', 'service']}
            rows={[
              ...view.links.map(({ id }) => id),
              ...view.services.map(({ routingKey }) => routingKey),
            ]}
          />
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
          <Unplaced
            view={view}
            kinds={['supernode']}
            rows={(flowerView(view)?.superNodes ?? []).map(({ id }) => id)}
          />
          <Section>
            <SuperLinkLine view={view} />
            <SuperNodesTable view={view} />
          </Section>
        </>
      )}
    </FederationFrame>
  );
}
