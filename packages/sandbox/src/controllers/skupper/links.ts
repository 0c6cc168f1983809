import type { KubeObject } from '../../client';
import { OK } from './conditions';
import { inSite, setConditions } from './context';
import { writeRouterConfig } from './routerConfigMaps';
import type { LinkBinding } from './siteState';

/** Handles a Link: makes the routers connect. */
export const reconcileLink = inSite('links', {
  async remove(ctx, state, name) {
    if (state.links.delete(name)) {
      await writeRouterConfig(ctx, state);
    }
  },
  async apply(ctx, state, link) {
    const { name, uid, resourceVersion } = link.metadata;
    const proxy = link.spec.settings?.['proxy-configuration'];
    if (proxy && !ctx.kinds.secrets.get(state.namespace, proxy)) {
      const error = 'Secret not found for proxy configuration';
      const written = await setConditions(ctx, 'links', link, {
        Configured: { error },
      });
      if (written?.metadata.resourceVersion !== resourceVersion) {
        ctx.crash('a Link has a proxy configuration that does not exist');
      }
      return;
    }
    if (!ctx.seenLinks.has(uid!)) {
      ctx.seenLinks.add(uid!);
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
    await setConditions(ctx, 'links', link, { Configured: OK });
  },
});

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
