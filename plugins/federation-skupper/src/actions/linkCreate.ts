import {
  linkModeSchema,
  memberSpecSchema,
} from '@backstage-federation/plugin-federation-common';
import { defineStepsAction } from '@backstage-federation/plugin-federation-node';
import { linkSteps } from '../steps/linkSteps';
import { linkTarget } from '../targets';
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
  plan(input) {
    const spec = linkSpec(input);
    const [joining] = spec.members;
    return {
      spec,
      validateSites: true,
      steps: observed => linkSteps(linkTarget(spec, joining), observed),
      done: `${joining.name}: linked to ${spec.hub.cluster}`,
    };
  },
});
