import { holdingFederation } from '@backstage-federation/federation-plans';
import { PermittedContext } from './authorize';
import { ActionContext } from './context';

/**
 * Does what changes a federation while nobody else changes it: others of this process wait, those of other processes are
 * kept away by a lease in the hub's namespace. When it had to wait, the permission is judged again on what is there then.
 *
 * @param judge - checks the permission, and looks for the spec
 * @throws ConflictError that names who changes the federation; NotAllowedError that names the missing right
 */
export async function alone<T>(
  permitted: PermittedContext,
  federation: string,
  judge: (context: ActionContext) => Promise<PermittedContext>,
  act: (context: PermittedContext) => Promise<T>,
): Promise<T> {
  const { adapters, clusters, holder, logger, signal: given } = permitted;
  const { waitMs } = permitted;
  let waited = false;
  const report = (line: string) => {
    waited = true;
    logger.info(line);
  };
  return holdingFederation(
    {
      ...{ clusters, federation, holder, signal: given, report },
      ...(waitMs !== undefined && { waitMs }),
    },
    async (lease, signal) => {
      const newest = async (context: PermittedContext) => {
        if (!waited) return context;
        waited = false;
        return judge(context);
      };
      const context = await newest({ ...permitted, lease, signal });
      const { standing } = await context.claims();
      const claim = standing.get(federation);
      const namespace = claim?.object.metadata.namespace;
      // What claims to have its hub in a reserved place is refused further on, and gets nothing there before.
      if (claim && namespace && !adapters.reservedBy(namespace)) {
        const { cluster } = claim;
        await lease.take({ cluster, namespace }, { patient: true });
      }
      return act(await newest(context));
    },
  );
}
