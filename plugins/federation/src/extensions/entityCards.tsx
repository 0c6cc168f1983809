import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { belongsToFederation } from './entityContents';

/** @internal */
export const overviewCard = EntityCardBlueprint.make({
  name: 'overview',
  params: {
    type: 'content',
    filter: belongsToFederation,
    loader: () =>
      import('../components/overview').then(m => <m.EntityOverviewCard />),
  },
});
