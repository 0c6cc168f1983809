import { SiteView } from '@backstage-federation/plugin-federation-common';
import { useT } from '../../hooks/useT';
import { Term } from '../primitives';
import { PodCell } from './PodCell';
import { viewTable } from './ViewTable';

function Role({ site }: { site: SiteView }) {
  const t = useT();
  if (site.role === 'other') return <>{t('site.other')}</>;
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

/** The sites of a federation. */
export const SitesTable = viewTable<SiteView>({
  testId: 'federation-sites',
  label: t => t('tab.sites'),
  empty: t => t('site.none'),
  rowsOf: view => view.sites,
  kind: 'site',
  // Its UID, or its place while it does not exist yet: as findings name it.
  id: site => site.id || `${site.cluster}/${site.namespace}/${site.name}`,
  clusterOf: site => site.cluster,
  resources: ['sites', 'pods'],
  columns: [
    {
      name: 'site',
      term: 'site',
      cell: ({ name }) => <span style={{ whiteSpace: 'nowrap' }}>{name}</span>,
    },
    {
      name: 'place',
      cell: ({ cluster, namespace }, t) =>
        `${cluster || t('site.elsewhere')} / ${namespace || '–'}`,
    },
    { name: 'role', cell: site => <Role site={site} /> },
    { name: 'version', cell: ({ version }) => version ?? '–' },
    {
      name: 'routerPods',
      cell: ({ routerPods }, t) =>
        routerPods.length
          ? routerPods.map(pod => <PodCell key={pod.name} pod={pod} />)
          : t('site.noPods'),
    },
    {
      name: 'links',
      term: 'link',
      changing: ({ linksIn, linksOut }) => `${linksIn}/${linksOut}`,
      cell: ({ linksIn, linksOut }) => `${linksIn} / ${linksOut}`,
    },
  ],
});
