import { Header, Page } from '@backstage/core-components';
import { useT } from '../../hooks/useT';
import { FederationsRouter } from './FederationsRouter';

/** The pages with the header that apps of the old frontend system expect. */
export function LegacyFederationsPage() {
  const t = useT();
  return (
    <Page themeId="tool">
      <Header title={t('list.title')} />
      <FederationsRouter />
    </Page>
  );
}
