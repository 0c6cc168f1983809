import {
  federationSpecFields,
  federationUpdatePermission,
} from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import { defineAction } from '../defineAction';
import {
  federationInput,
  federationOutput,
  federationResult,
  takingInput,
  withoutDefaults,
} from '../inputs';
import { prepareSpec } from '../prepare';
import { runPlan } from '../runPlan';
import { requireStoredClaim } from '../storedSpec';

/** What a spec has for its hub beside the place and the site's name, by which it is known. */
const hubFields = federationSpecFields.shape.hub.omit({
  cluster: true,
  namespace: true,
  site: true,
}).shape;

/** `federation:reapply`: makes a federation again what its stored spec says, and changes nothing but what it is given. */
export const reapply = defineAction({
  id: 'federation:reapply',
  description:
    'Applies the stored spec of a federation again: makes what is missing, issues broken links anew, leaves the rest as it is',
  examples: [
    {
      description: 'Mend a federation',
      id: 'reapply',
      name: 'Apply the federation again',
      input: { federation: 'retail-fl' },
    },
    {
      description: 'Change how members reach the hub, all else as it is',
      id: 'reapply',
      name: 'Apply the federation with another link access',
      input: { federation: 'retail-fl', hub: { linkAccess: 'nodeport' } },
    },
  ],
  input: federationInput.extend({
    hub: z
      .object(withoutDefaults(hubFields))
      .optional()
      .describe('Fields of the hub to change; the others stay as stored'),
    ...takingInput.shape,
  }),
  output: federationOutput,
  permission: { existing: federationUpdatePermission },
  async handler({ federation, hub, ...taking }, context) {
    const claim = await requireStoredClaim(context, federation);
    const stored = claim.spec;
    const spec = context.adapters.parse({
      ...stored,
      hub: { ...stored.hub, ...hub },
    });
    const plan = await prepareSpec(context, spec, taking);
    const done = `Federation ${federation} is up`;
    const result = await runPlan(context, plan, { done, ...taking });
    return federationResult(context, federation, result);
  },
});
