import type { FederationAdapters } from '../../contract/FederationAdapters';
import { defineAction } from '../defineAction';
import {
  federationOutput,
  federationResult,
  PERMISSIONS,
  takingInput,
} from '../inputs';
import { prepareSpec } from '../prepare';
import { runPlan } from '../runPlan';
import { isStored } from '../storedSpec';
import { specFields, specInput } from './specInput';

/**
 * `federation:apply`: makes a federation what its spec says, creates it when it isn't there, and changes nothing when
 * it is so already.
 */
export const apply = (installed: FederationAdapters) =>
  defineAction({
    id: 'federation:apply',
    description:
      'Creates a federation, or changes it to what the input says; run twice, the second run changes nothing',
    examples: [],
    input: specInput(installed).extend(takingInput.shape),
    output: federationOutput,
    permission: {
      ...PERMISSIONS.make,
      exists: isStored,
    },
    fields: specFields,
    async handler({ federation, adopt, takeOver, ...input }, context) {
      const taking = { adopt, takeOver };
      const spec = context.adapters.parse(
        { name: federation, ...input },
        { configured: true },
      );
      const plan = await prepareSpec(context, spec, taking);
      const done = `Federation ${federation} is up`;
      const result = await runPlan(context, plan, { done, ...taking });
      return federationResult(context, federation, result);
    },
  });
