import { stringifyEntityRef } from '@backstage/catalog-model';
import { Content, Link } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { catalogApiRef, EntityRefLink } from '@backstage/plugin-catalog-react';
import { FEDERATION_ANNOTATION } from '@backstage-federation/plugin-federation-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useParams } from 'react-router-dom';
import useAsync from 'react-use/lib/useAsync';
import { useFederation } from '../../hooks/useFederation';
import { useT } from '../../hooks/useT';
import { rootRouteRef } from '../../routes';
import { FederationFrame } from '../frame';
import { OverviewBody } from '../overview/Overview';
import { AddMemberButton } from '../overview/OverviewCard';
import { DataTableSkeleton, Term } from '../primitives';
import {
  LinksTable,
  ServicesTable,
  SitesTable,
  SuperLinkLine,
  SuperNodesTable,
} from '../tables';
import { Section } from '../tabs/FederationTabs';

const useStyles = makeStyles(theme => ({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 3),
    marginBottom: theme.spacing(2),
  },
  name: { flex: 1 },
}));

/** The System that the catalog has for a federation, if the reader may see it. */
function useCatalogRef(name: string): string | undefined {
  const catalog = useApi(catalogApiRef);
  const { value } = useAsync(async () => {
    const { items } = await catalog.getEntities({
      filter: {
        kind: 'System',
        [`metadata.annotations.${FEDERATION_ANNOTATION}`]: name,
      },
      fields: ['kind', 'metadata.name', 'metadata.namespace'],
      limit: 1,
    });
    return items[0] && stringifyEntityRef(items[0]);
  }, [catalog, name]);
  return value;
}

/** One federation with all its parts on one page, also when the catalog does not know it. */
export function FederationContent() {
  const { name = '' } = useParams();
  const t = useT();
  const classes = useStyles();
  const listPath = useRouteRef(rootRouteRef);
  const entityRef = useCatalogRef(name);
  const { view: known } = useFederation(name);
  return (
    <Content>
      <div className={classes.bar}>
        <Typography variant="h4" component="h2" className={classes.name}>
          {known?.title ?? name}
        </Typography>
        <Link to={listPath()}>{t('list.back')}</Link>
        {entityRef && (
          <EntityRefLink entityRef={entityRef}>
            {t('list.catalog')}
          </EntityRefLink>
        )}
      </div>
      <FederationFrame
        name={name}
        skeleton={
          <Section>
            <DataTableSkeleton rows={8} />
          </Section>
        }
      >
        {view => (
          <>
            <OverviewBody view={view} />
            <div>{!view.found && <AddMemberButton name={name} />}</div>
            <Section title={<Term term="site">{t('tab.sites')}</Term>}>
              <SitesTable view={view} />
            </Section>
            <Section title={<Term term="link">{t('tab.links')}</Term>}>
              <LinksTable view={view} />
            </Section>
            <Section
              title={<Term term="routingKey">{t('service.title')}</Term>}
            >
              <ServicesTable view={view} />
            </Section>
            <Section
              title={<Term term="superNode">{t('tab.superNodes')}</Term>}
            >
              <SuperLinkLine view={view} />
              <SuperNodesTable view={view} />
            </Section>
          </>
        )}
      </FederationFrame>
    </Content>
  );
}
