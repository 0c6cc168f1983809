import type { KubeObject } from '../../client';
import { aggregations, OK, Outcome, withCondition } from './conditions';
import { generationOf, SkupperContext, writeStatus } from './context';
import { NO_ACTIVE_SITE } from './names';
import { writeRouterConfig } from './routerConfigMaps';
import type { LinkBinding } from './siteState';

/** Handles a Link: makes the routers connect. */
export async function reconcileLink(
  ctx: SkupperContext,
  namespace: string,
  name: string,
): Promise<void> {
  const link = ctx.kinds.links.get(namespace, name);
  const state = ctx.sites.get(namespace);
  if (!link || link.metadata.deletionTimestamp) {
    if (state?.links.delete(name)) {
      await writeRouterConfig(ctx, state);
    }
    return;
  }
  if (!state) {
    await configured(ctx, link, { error: NO_ACTIVE_SITE });
    return;
  }
  const proxy = link.spec.settings?.['proxy-configuration'];
  if (proxy && !ctx.kinds.secrets.get(namespace, proxy)) {
    const error = 'Secret not found for proxy configuration';
    const written = await configured(ctx, link, { error });
    if (written?.metadata.resourceVersion !== link.metadata.resourceVersion) {
      ctx.crash('a Link has a proxy configuration that does not exist');
    }
    return;
  }
  const uid = link.metadata.uid!;
  if (!ctx.seenLinks.has(uid)) {
    ctx.seenLinks.add(uid);
    if (!ctx.recovering) {
      // Skupper 2.2.1 loses the first event of a new Link; the next one, or the resync, makes up for it.
      return;
    }
  }
  const binding = linkBinding(link, state.site.spec?.edge === true);
  if (binding) {
    state.links.set(name, binding);
  } else {
    state.links.delete(name);
  }
  await writeRouterConfig(ctx, state);
  await configured(ctx, link, OK);
}

/** @returns undefined if the Link has no endpoint for this kind of site; its status doesn't say so, either */
export function linkBinding(
  link: KubeObject,
  edge: boolean,
): LinkBinding | undefined {
  const role = edge ? 'edge' : 'inter-router';
  const endpoint = (link.spec.endpoints ?? []).find(
    (e: any) => e.name === role,
  );
  return (
    endpoint && {
      host: endpoint.host,
      port: String(endpoint.port),
      role,
      cost: Math.max(link.spec.cost ?? 1, 1),
      tlsCredentials: link.spec.tlsCredentials,
    }
  );
}

async function configured(
  ctx: SkupperContext,
  link: KubeObject,
  outcome: Outcome,
) {
  return writeStatus(ctx, ctx.kinds.links, link, status =>
    withCondition(
      status,
      'Configured',
      outcome,
      generationOf(link),
      aggregations.link,
    ),
  );
}
