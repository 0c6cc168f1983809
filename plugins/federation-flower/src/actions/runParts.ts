import { flowerSpec } from '@backstage-federation/plugin-federation-common';
import {
  PermittedContext,
  requireStoredSpec,
} from '@backstage-federation/plugin-federation-node';
import { z } from 'zod';
import { SuperLinkPlace } from '../runs';

/** Outputs of the actions that are about a run. */
export const runOutput = z.object({
  runId: z
    .string()
    .describe('Id of the run; empty after a dry-run that starts one'),
  status: z
    .string()
    .describe(
      'How it ended: `completed`, `failed` or `stopped`; `started` when nobody waited',
    ),
  changed: z.number().describe('How many runs were started or stopped'),
  summary: z.string().describe('One line for a person'),
});

/**
 * The SuperLink of a federation that must exist.
 *
 * @throws NotFoundError that names the federation, or its hub's cluster when it is not configured
 */
export async function superLinkPlace(
  context: PermittedContext,
  federation: string,
): Promise<SuperLinkPlace> {
  const spec = flowerSpec(await requireStoredSpec(context, federation));
  return { spec, client: context.clusters.get(spec.hub.cluster) };
}
