import type { KubeObject } from '../../client';
import { ownerReference } from '../shared/objects';
import { aggregations, OK, withCondition } from './conditions';
import {
  ensure,
  generationOf,
  SkupperContext,
  update,
  writeStatus,
} from './context';
import { COMPONENT, CONTROLLED, GROUP, ROUTER_ACCESS } from './names';
import { writeRouterConfig } from './routerConfigMaps';
import { resolveSite } from './sites';
import { groupsOf } from './siteState';

/** Handles a RouterAccess: opens the router's ports and asks for access to them from outside. */
export async function reconcileRouterAccess(
  ctx: SkupperContext,
  namespace: string,
  name: string,
): Promise<void> {
  const state = ctx.sites.get(namespace);
  const access = ctx.kinds.routerAccesses.get(namespace, name);
  if (!state) {
    return;
  }
  if (!access || access.metadata.deletionTimestamp) {
    if (state.accesses.delete(name)) {
      await writeRouterConfig(ctx, state);
      await resolveSite(ctx, namespace);
    }
    return;
  }
  state.accesses.set(name, {
    roles: access.spec.roles ?? [],
    tlsCredentials: access.spec.tlsCredentials,
    bindHost: access.spec.bindHost,
  });
  await writeRouterConfig(ctx, state);
  for (const group of groupsOf(state.site)) {
    await ensureSecuredAccess(
      ctx,
      access,
      name === 'skupper-router' ? group : groupName(name, group),
      group,
    );
  }
  await writeStatus(ctx, ctx.kinds.routerAccesses, access, status =>
    withCondition(
      status,
      'Configured',
      OK,
      generationOf(access),
      aggregations.access,
    ),
  );
  await resolveSite(ctx, namespace);
}

// The second group's objects carry the number of the group.
function groupName(name: string, group: string): string {
  return group.endsWith('-2') ? `${name}-2` : name;
}

async function ensureSecuredAccess(
  ctx: SkupperContext,
  access: KubeObject,
  name: string,
  group: string,
) {
  const spec = {
    ...(access.spec.accessType && { accessType: access.spec.accessType }),
    ...(access.spec.settings && { settings: access.spec.settings }),
    ...(access.spec.generateTlsCredentials && {
      certificate: access.spec.tlsCredentials,
    }),
    ...(access.spec.issuer && { issuer: access.spec.issuer }),
    ports: (access.spec.roles ?? []).map((role: any) => ({
      name: role.name,
      port: role.port ?? 0,
      protocol: 'TCP',
      // As they are: without a port, the Service is refused though the router listens on its default one.
      targetPort: role.port ?? 0,
    })),
    selector: { [COMPONENT]: 'router', [GROUP]: group },
  };
  const existing = await ensure(ctx, ctx.kinds.securedAccesses, {
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'SecuredAccess',
    metadata: {
      name,
      namespace: access.metadata.namespace,
      annotations: {
        [CONTROLLED]: 'true',
        [ROUTER_ACCESS]: access.metadata.name,
      },
      ownerReferences: [ownerReference(access)],
    },
    spec,
  });
  await update(ctx, ctx.kinds.securedAccesses, existing, changed => {
    changed.spec = spec;
  });
}

/** Writes condition Resolved and the endpoints from the SecuredAccesses of a RouterAccess. */
export async function resolveRouterAccess(
  ctx: SkupperContext,
  namespace: string,
  name: string,
): Promise<void> {
  const access = ctx.kinds.routerAccesses.get(namespace, name);
  const configured = access?.status?.conditions?.some(
    (c: any) => c.type === 'Configured',
  );
  if (!access || !configured || !ctx.sites.has(namespace)) {
    return;
  }
  const secured = ctx.kinds.securedAccesses
    .list(namespace)
    .filter(sa => sa.metadata.annotations?.[ROUTER_ACCESS] === name)
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name));
  const endpoints = secured.flatMap(sa =>
    (sa.status?.endpoints ?? []).map((endpoint: any) => ({
      ...endpoint,
      group: sa.spec.selector?.[GROUP],
    })),
  );
  await writeStatus(ctx, ctx.kinds.routerAccesses, access, status => ({
    ...withCondition(
      status,
      'Resolved',
      endpoints.length ? OK : { pending: 'Pending' },
      generationOf(access),
      aggregations.access,
    ),
    endpoints: endpoints.length ? endpoints : undefined,
  }));
  await resolveSite(ctx, namespace);
}
