import { FederationView } from '@backstage-federation/plugin-federation-common';
import { useT } from '../../hooks/useT';
import { placeFindings, rowDetail } from '../findings';
import { AsOf, unheardCluster } from '../frame';
import { Changing, DataRow, DataTable, StateMark, Term } from '../primitives';
import { PodCell } from './PodCell';

/** The id of a site's row, as findings name it: its UID, or its place while it does not exist yet. */
export function siteRowId(site: FederationView['sites'][number]): string {
  return site.id || `${site.cluster}/${site.namespace}/${site.name}`;
}

/** The sites of a federation. */
export function SitesTable({ view }: { view: FederationView }) {
  const t = useT();
  const placed = placeFindings(
    view.findings,
    ['site'],
    view.sites.map(siteRowId),
  );
  const rows = view.sites.map((site): DataRow => {
    const unheard = unheardCluster(view, site.cluster);
    return {
      id: siteRowId(site),
      state: site.state.kind,
      dimmed: Boolean(unheard),
      cells: [
        <Changing value={site.state.word}>
          <StateMark state={site.state} />
        </Changing>,
        <span style={{ whiteSpace: 'nowrap' }}>{site.name}</span>,
        `${site.cluster} / ${site.namespace}`,
        <Role site={site} />,
        site.version ?? '–',
        site.routerPods.length === 0
          ? t('site.noPods')
          : site.routerPods.map(pod => <PodCell key={pod.name} pod={pod} />),
        <Changing value={`${site.linksIn}/${site.linksOut}`}>
          {site.linksIn} / {site.linksOut}
        </Changing>,
      ],
      detail: rowDetail(
        site.state,
        placed.of(siteRowId(site)),
        unheard && <AsOf cluster={unheard} />,
      ),
    };
  });
  return (
    <DataTable
      label={t('tab.sites')}
      testId="federation-sites"
      columns={[
        { key: 'state', header: t('column.state') },
        { key: 'site', header: <Term term="site">{t('column.site')}</Term> },
        { key: 'place', header: t('column.place') },
        { key: 'role', header: t('column.role') },
        { key: 'version', header: t('column.version') },
        { key: 'pods', header: t('column.routerPods') },
        { key: 'links', header: <Term term="link">{t('column.links')}</Term> },
      ]}
      rows={rows}
      empty={t('site.none')}
    />
  );
}

function Role({ site }: { site: FederationView['sites'][number] }) {
  const t = useT();
  if (site.role === 'member') {
    return (
      <>
        <Term term="member">{t('site.member')}</Term> {site.member}
      </>
    );
  }
  return (
    <>
      <Term term="hub">{t('site.hub')}</Term>
      {site.endpoint && t('site.hubAt', { endpoint: site.endpoint })}
    </>
  );
}
