import {
  defineStepsAction,
  placeSpec,
} from '@backstage-federation/plugin-federation-node';
import { sitePart } from '../removal';
import { siteInput } from './inputs';

/** `skupper:site:delete`: removes a Skupper site and what it owns. */
export const siteDelete = defineStepsAction({
  id: 'skupper:site:delete',
  description: 'Deletes a Skupper site',
  examples: [
    {
      description: 'Remove a site',
      id: 'site',
      input: {
        federation: 'retail-fl',
        cluster: 'west',
        namespace: 'retail',
        name: 'west-interconnect',
      },
    },
  ],
  input: siteInput,
  access: 'remove',
  plan: ({ name: site, ...input }) => ({
    spec: placeSpec(input, { hub: { site } }),
    removes: () => sitePart({ ...input, site }),
    byName: true,
    done: `${input.cluster}: site ${site} is gone`,
  }),
});
