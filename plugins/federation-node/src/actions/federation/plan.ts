import {
  federationCreatePermission,
  federationReadPermission,
} from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import { executePlan } from '@backstage-federation/federation-plans';
import type { FederationAdapters } from '../../contract/FederationAdapters';
import { defineAction } from '../defineAction';
import { prepareSpec } from '../prepare';
import { isStored } from '../storedSpec';
import { takingInput } from '../inputs';
import { specFields, specInput } from './specInput';

/** `federation:plan`: what `federation:apply` would do, found out by server-side dry-runs. Changes nothing. */
export const plan = (installed: FederationAdapters) =>
  defineAction({
    id: 'federation:plan',
    description:
      'Shows what federation:apply would change, by server-side dry-run; changes nothing',
    examples: [
      {
        description: 'What would change before it is done',
        id: 'plan',
        name: 'Review',
        input: {
          federation: 'retail-fl',
          hub: { cluster: 'east', namespace: 'retail' },
          members: [{ cluster: 'west', namespace: 'retail' }],
        },
      },
    ],
    input: specInput(installed).extend(takingInput.shape),
    output: z.object({
      changed: z.number().describe('How many objects would change'),
      steps: z.array(z.string()).describe('The steps, one line each'),
    }),
    permission: {
      existing: federationReadPermission,
      missing: federationCreatePermission,
      exists: isStored,
    },
    fields: specFields,
    async handler({ federation, adopt, takeOver, ...input }, context) {
      const taking = { adopt, takeOver };
      const { clusters, logger, signal } = context;
      const spec = context.adapters.parse(
        { name: federation, ...input },
        { configured: true },
      );
      const steps: string[] = [];
      const { changed } = await executePlan(
        await prepareSpec(context, spec, taking),
        {
          ...taking,
          clusters,
          signal,
          dryRun: true,
          onProgress({ line }) {
            steps.push(line);
            logger.info(line);
          },
        },
      );
      return { changed, steps };
    },
  });
