import type { KubeObject } from '../../client';
import { OK } from './conditions';
import {
  ensure,
  find,
  Handler,
  setConditions,
  SkupperContext,
  update,
} from './context';
import { GROUP, ROUTER, ROUTER_ACCESS } from './names';
import { objectFor } from './objects';
import { parseRouterConfig, ROUTER_CONFIG_KEY } from './routerConfig';
import { forgetProfile, writeRouterConfig } from './routerConfigMaps';
import { AccessBinding, groupsOf, SiteState } from './siteState';
import { issuerOf, resolveSite } from './siteStatus';

/** Handles a RouterAccess: opens the router's ports and asks for access to them from outside. */
export const reconcileRouterAccess: Handler = async (ctx, namespace, name) => {
  const state = ctx.sites.get(namespace);
  const access = find(ctx, 'routerAccesses', namespace, name);
  if (!state) {
    const former = ctx.former.get(`routerAccesses/${namespace}/${name}`);
    const isGone = !ctx.kinds.routerAccesses.get(namespace, name);
    if (isGone && former) {
      await forgetProfile(ctx, namespace, former.spec.tlsCredentials);
    }
    return;
  }
  if (!access) {
    if (state.accesses.delete(name)) {
      await writeRouterConfig(ctx, state);
      await resolveSite(ctx, namespace);
    }
    return;
  }
  state.accesses.set(name, bindingOf(access));
  await writeRouterConfig(ctx, state);
  await ensureSecuredAccesses(ctx, state, access);
  if (ctx.conflicts.has(`routerAccesses/${namespace}/${name}`)) {
    return;
  }
  await setConditions(ctx, 'routerAccesses', access, { Configured: OK });
  await resolveSite(ctx, namespace);
};

function bindingOf({ spec }: KubeObject): AccessBinding {
  return {
    roles: spec.roles ?? [],
    tlsCredentials: spec.tlsCredentials,
    bindHost: spec.bindHost,
  };
}

/** Puts the RouterAccesses that waited for a Site into its first configuration. */
export function adoptRouterAccesses(
  ctx: SkupperContext,
  state: SiteState,
): void {
  for (const access of ctx.kinds.routerAccesses.list(state.namespace)) {
    state.accesses.set(access.metadata.name, bindingOf(access));
  }
}

/** Makes what RouterAccesses that waited for a Site need; their status follows. */
export async function welcomeRouterAccesses(
  ctx: SkupperContext,
  state: SiteState,
): Promise<void> {
  for (const access of ctx.kinds.routerAccesses.list(state.namespace)) {
    await ensureSecuredAccesses(ctx, state, access);
  }
}

async function ensureSecuredAccesses(
  ctx: SkupperContext,
  { site }: SiteState,
  access: KubeObject,
) {
  const { metadata, spec } = access;
  for (const group of groupsOf(site)) {
    const object = objectFor(access, 'securedAccess', {
      // The second group's objects carry the number of the group.
      name: group.endsWith('-2') ? `${metadata.name}-2` : metadata.name,
      group,
      access: metadata.name,
      accessType: spec.accessType || undefined,
      settings: spec.settings || undefined,
      certificate: spec.generateTlsCredentials
        ? spec.tlsCredentials
        : undefined,
      issuer: spec.issuer || issuerOf(site),
      ports: (spec.roles ?? []).map((role: any) => ({
        name: role.name,
        port: role.port ?? 0,
        protocol: 'TCP',
        // As they are: without a port, the Service is refused though the router listens on its default one.
        ...(role.port && { targetPort: role.port }),
      })),
    });
    const existing = await ensure(ctx, 'securedAccesses', object);
    await update(ctx, 'securedAccesses', existing, changed => {
      changed.spec = object.spec;
    });
  }
}

/**
 * Keeps the listeners of RouterAccesses that were deleted while no controller ran: Skupper 2.2.1 goes on from the
 * configuration that it finds.
 */
export function recoverAccesses(ctx: SkupperContext, state: SiteState): void {
  const map = ctx.kinds.configMaps.get(state.namespace, ROUTER);
  for (const [type, listener] of parseRouterConfig(
    map?.data?.[ROUTER_CONFIG_KEY],
  )) {
    const { name, role, port, sslProfile, host } = listener as any;
    const access = String(name).replace(new RegExp(`-${role}$`), '');
    const isOfAccess = type === 'listener' && access !== name;
    if (isOfAccess && !ctx.kinds.routerAccesses.get(state.namespace, access)) {
      const known = state.accesses.get(access);
      state.accesses.set(access, {
        roles: [...(known?.roles ?? []), { name: role, port }],
        tlsCredentials: sslProfile,
        bindHost: host,
      });
    }
  }
}

/** Takes over what a former run learned of SecuredAccesses. */
export function recoverExposed(ctx: SkupperContext, state: SiteState): void {
  for (const secured of ctx.kinds.securedAccesses.list(state.namespace)) {
    state.exposed.set(secured.metadata.name, endpointsOf(secured));
  }
}

function endpointsOf({ spec, status }: KubeObject): any[] {
  const group = spec.selector?.[GROUP];
  return (status?.endpoints ?? []).map((endpoint: any) => ({
    ...endpoint,
    group,
  }));
}

/**
 * Handles an event of a SecuredAccess: writes condition Resolved and the endpoints of its RouterAccess. What the other
 * SecuredAccesses have is known from their own events.
 */
export async function resolveRouterAccess(
  ctx: SkupperContext,
  namespace: string,
  name: string,
  securedName: string,
): Promise<void> {
  const state = ctx.sites.get(namespace);
  const event = ctx.kinds.securedAccesses.get(namespace, securedName);
  if (event) {
    state?.exposed.set(securedName, endpointsOf(event));
  } else {
    state?.exposed.delete(securedName);
  }
  const access = ctx.kinds.routerAccesses.get(namespace, name);
  if (!access || !state) {
    return;
  }
  const secured = ctx.kinds.securedAccesses
    .list(namespace)
    .filter(sa => sa.metadata.annotations?.[ROUTER_ACCESS] === name)
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name));
  const endpoints = secured.flatMap(
    sa => state.exposed.get(sa.metadata.name) ?? [],
  );
  const Resolved = endpoints.length ? OK : { pending: 'Pending' };
  const fields = { endpoints: endpoints.length ? endpoints : undefined };
  await setConditions(ctx, 'routerAccesses', access, { Resolved }, fields);
  // The event of this write brings the Site's.
}
