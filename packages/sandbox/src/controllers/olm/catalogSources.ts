import { timestamp } from '../../shared/objects';
import { contentOf } from './catalog';
import { OlmContext, writeStatus } from './context';

/** The namespace whose CatalogSources serve all namespaces. */
export const GLOBAL_CATALOGS = 'openshift-marketplace';

/** Says whether a CatalogSource can be reached. */
export async function reportConnection(
  ctx: OlmContext,
  namespace: string,
  name: string,
): Promise<void> {
  const catalog = ctx.kinds.catalogSources.get(namespace, name);
  const state = catalog && (contentOf(catalog) ? 'READY' : 'TRANSIENT_FAILURE');
  const { connectionState } = catalog?.status ?? {};
  if (!catalog || connectionState?.lastObservedState === state) {
    return;
  }
  await writeStatus(ctx, 'catalogSources', catalog, {
    ...catalog.status,
    connectionState: {
      address: `${name}.${namespace}.svc:50051`,
      lastConnect: timestamp(),
      lastObservedState: state,
    },
  });
}

/** The namespaces with Subscriptions that may use the CatalogSources of a namespace. */
export function namespacesServedBy(
  ctx: OlmContext,
  namespace: string,
): Set<string> {
  const all = ctx.kinds.subscriptions
    .list(namespace === GLOBAL_CATALOGS ? undefined : namespace)
    .map(({ metadata }) => metadata.namespace!);
  return new Set(all);
}
