import {
  linkModeSchema,
  memberSiteName,
  memberSpecSchema,
} from '@backstage-federation/plugin-federation-common';
import { defineStepsAction } from '@backstage-federation/plugin-federation-node';
import { linkSteps } from '../steps/linkSteps';
import { linkFields, linkInput, linkSpec } from './inputs';

/** `skupper:link:create`: links a site to the hub, by access token or certificate, and waits until the link carries traffic. */
export const linkCreate = defineStepsAction({
  id: 'skupper:link:create',
  description:
    'Links a member to the hub and waits until the link is operational',
  examples: [
    {
      description: 'Link a member by access token',
      id: 'link',
      input: {
        federation: 'retail-fl',
        cluster: 'west',
        namespace: 'retail',
        hubCluster: 'east',
        hubNamespace: 'retail',
        mode: 'token',
      },
    },
  ],
  input: linkInput.extend({
    mode: linkModeSchema
      .default('token')
      .describe('How the link gets its credentials; default token'),
    cost: memberSpecSchema.shape.linkCost,
  }),
  access: 'make',
  fields: linkFields,
  plan({ mode, ...input }) {
    const spec = linkSpec(input);
    const { name: federation, hub, members } = spec;
    const [joining] = members;
    return {
      spec,
      validateSites: true,
      steps: observed =>
        linkSteps(
          {
            federation,
            member: joining.name,
            hub,
            from: { ...joining, site: memberSiteName(joining) },
            cost: joining.linkCost,
          },
          mode,
          observed,
        ),
      done: `${joining.name}: linked to ${hub.cluster}`,
    };
  },
});
