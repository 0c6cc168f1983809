import { federationUpdatePermission } from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import { defineAction } from '../defineAction';
import { federationInput, federationOutput, federationResult } from '../inputs';
import { prepareSpec } from '../prepare';
import { runPlan } from '../runPlan';
import { requireStoredClaim } from '../storedSpec';

/** `federation:reapply`: makes a federation again what its stored spec says, and changes nothing else. */
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
  ],
  input: federationInput.extend({
    force: z
      .boolean()
      .optional()
      .describe('Take over fields that somebody else manages'),
  }),
  output: federationOutput,
  permission: { existing: federationUpdatePermission },
  async handler({ federation, force }, context) {
    const claim = await requireStoredClaim(context, federation);
    const spec = context.adapters.parse(claim.spec);
    const plan = await prepareSpec(context, spec, claim);
    const done = `Federation ${federation} is up`;
    const result = await runPlan(context, plan, { done, force });
    return federationResult(federation, result);
  },
});
