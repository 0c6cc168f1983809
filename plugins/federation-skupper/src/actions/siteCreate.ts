import { linkAccessSchema } from '@backstage-federation/plugin-federation-common';
import {
  defineStepsAction,
  placeSpec,
} from '@backstage-federation/plugin-federation-node';
import { siteSteps } from '../steps/siteSteps';
import { siteInput } from './inputs';

/** `skupper:site:create`: makes a Skupper site and waits until it works. */
export const siteCreate = defineStepsAction({
  id: 'skupper:site:create',
  description: 'Creates a Skupper site and waits until it is ready',
  examples: [
    {
      description: 'A site that accepts links',
      id: 'site',
      input: {
        federation: 'retail-fl',
        cluster: 'east',
        namespace: 'retail',
        name: 'superlink-interconnect',
        linkAccess: 'default',
      },
    },
  ],
  input: siteInput.extend({
    linkAccess: linkAccessSchema
      .optional()
      .describe(
        'For the hub: how other sites reach it; default, loadbalancer, …',
      ),
  }),
  access: 'make',
  fields: {
    'hub.site': 'name',
    'hub.linkAccess': 'linkAccess',
  },
  plan: ({ name: site, ...input }) => ({
    spec: placeSpec(input, { hub: { site, linkAccess: input.linkAccess } }),
    validateSites: true,
    steps: () => siteSteps({ ...input, site }),
    done: `${input.cluster}: site ${site} is ready`,
  }),
});
