import { federationUpdatePermission } from '@backstage-federation/plugin-federation-common';
import { defineAction } from '../defineAction';
import {
  federationInput,
  federationOutput,
  federationResult,
  takingInput,
} from '../inputs';
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
  input: federationInput.extend(takingInput.shape),
  output: federationOutput,
  permission: { existing: federationUpdatePermission },
  async handler({ federation, ...taking }, context) {
    const claim = await requireStoredClaim(context, federation);
    const spec = context.adapters.parse(claim.spec);
    const from = { ...taking, from: claim };
    const plan = await prepareSpec(context, spec, from);
    const done = `Federation ${federation} is up`;
    const result = await runPlan(context, plan, { done, ...taking });
    return federationResult(federation, result);
  },
});
