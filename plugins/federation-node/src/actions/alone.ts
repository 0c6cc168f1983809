import { holdingFederation } from '@backstage-federation/federation-plans';
import { findSpecClaims } from '../spec/findSpecClaims';
import { ActionContext } from './context';

/**
 * Does what changes a federation while nobody else changes it: others of this process wait, those of other processes are
 * kept away by a lease in the hub's namespace. What `act` plans from must be read by itself: it may have changed while this
 * one waited.
 *
 * @throws ConflictError that names who changes the federation; NotAllowedError that names the missing right
 */
export async function alone<T>(
  context: ActionContext,
  federation: string,
  act: (context: ActionContext) => Promise<T>,
): Promise<T> {
  const { adapters, clusters, holder, logger, signal: given } = context;
  const report = (line: string) => logger.info(line);
  return holdingFederation(
    { clusters, federation, holder, signal: given, report },
    async (lease, signal) => {
      const { standing } = await findSpecClaims(clusters, federation, signal);
      const claim = standing.get(federation);
      const namespace = claim?.object.metadata.namespace;
      // What claims to have its hub in a reserved place is refused further on, and gets nothing there before.
      if (claim && namespace && !adapters.reservedBy(namespace)) {
        const { cluster } = claim;
        await lease.take({ cluster, namespace }, { patient: true });
      }
      return act({ ...context, lease, signal });
    },
  );
}
