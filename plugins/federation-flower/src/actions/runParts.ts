import { flowerSpec } from '@backstage-federation/plugin-federation-common';
import {
  ActionContext,
  changeOutput,
  requireStoredSpec,
  validateClusters,
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
  ...changeOutput.shape,
});

/**
 * The SuperLink of a federation that must exist.
 *
 * @throws NotFoundError | InputError that names the federation or the cluster
 */
export async function superLinkPlace(
  context: ActionContext,
  federation: string,
): Promise<SuperLinkPlace> {
  const { clusters } = context;
  const spec = flowerSpec(await requireStoredSpec(context, federation));
  validateClusters(spec, clusters);
  return { spec, client: clusters.get(spec.hub.cluster) };
}
