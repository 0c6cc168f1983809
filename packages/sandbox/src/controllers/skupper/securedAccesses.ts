import { KubeObject, KubeStatusError } from '../../client';
import { isOwnedBy } from '../../shared/objects';
import { AccessEndpoint, AccessType, accessTypes } from './accessTypes';
import { ensureCertificate, releaseCertificate } from './certificates';
import { OK } from './conditions';
import {
  ConfigurationError,
  ensure,
  find,
  Handler,
  setConditions,
  SkupperContext,
  update,
} from './context';
import { GROUP, ROUTER_ACCESS } from './names';
import { objectFor } from './objects';
import { effectiveAccessType } from './options';
import { resolveRouterAccess } from './routerAccesses';
import { groupsOf } from './siteState';

/** Handles a change of what a SecuredAccess rests on: its Service or its Routes. */
export const reconcileExposure: Handler = async (ctx, namespace, name) => {
  const access = find(ctx, 'securedAccesses', namespace, name);
  if (!access) {
    return;
  }
  let endpoints: AccessEndpoint[];
  try {
    endpoints = await expose(ctx, access);
  } catch (error) {
    const refused = error instanceof KubeStatusError && error.code === 422;
    if (!(error instanceof ConfigurationError) && !refused) {
      throw error;
    }
    const Configured = { error: (error as Error).message };
    await setConditions(ctx, 'securedAccesses', access, { Configured });
    return;
  }
  const outcomes = {
    Resolved: endpoints.length ? OK : { pending: 'Pending' },
    Configured: OK,
  };
  await setConditions(ctx, 'securedAccesses', access, outcomes, {
    endpoints: endpoints.length ? endpoints : undefined,
  });
};

/** Handles a SecuredAccess: makes its Service (and Routes) and its certificate, and learns its endpoints. */
export const reconcileSecuredAccess: Handler = async (ctx, namespace, name) => {
  const access = ctx.kinds.securedAccesses.get(namespace, name);
  if (!access) {
    await onDeleted(ctx, namespace, name);
    return;
  }
  const owner = access?.metadata.annotations?.[ROUTER_ACCESS];
  if (owner) {
    // The status written here brings this handler here again.
    await resolveRouterAccess(ctx, namespace, owner, name);
  }
  await reconcileExposure(ctx, namespace, name);
};

/** Makes what an access needs. @throws ConfigurationError for one that can't be */
async function expose(
  ctx: SkupperContext,
  access: KubeObject,
): Promise<AccessEndpoint[]> {
  const type = accessTypeOf(ctx, access);
  const service = await ensureService(ctx, access, type);
  if (type.routes && !ctx.kinds.routes) {
    ctx.crash('a SecuredAccess wants a Route where there are none');
  }
  const routes = type.routes ? await ensureRoutes(ctx, access) : [];
  const endpoints = type.endpoints({ access, service, routes });
  await ensureServerCertificate(ctx, access, endpoints);
  return endpoints;
}

async function onDeleted(ctx: SkupperContext, namespace: string, name: string) {
  const former = ctx.former.get(`securedAccesses/${namespace}/${name}`);
  const owner = former?.metadata.annotations?.[ROUTER_ACCESS];
  if (owner) {
    await resolveRouterAccess(ctx, namespace, owner, name);
    const site = ctx.sites.get(namespace)?.site;
    const group = former?.spec.selector?.[GROUP];
    if (site && groupsOf(site).includes(group)) {
      // Its RouterAccess, if it stays, gets a new one.
      ctx.enqueue('routerAccesses', namespace, owner);
    }
  }
  if (former?.spec.certificate) {
    await releaseCertificate(ctx, former, former.spec.certificate);
  }
}

function accessTypeOf(ctx: SkupperContext, access: KubeObject): AccessType {
  const name = effectiveAccessType(
    ctx.options,
    access.spec.accessType,
    ctx.kinds.routes !== undefined,
  );
  const type = accessTypes[name];
  if (!type || !ctx.options.enabledAccessTypes.includes(name)) {
    throw new ConfigurationError('unsupported access type');
  }
  return type;
}

async function ensureService(
  ctx: SkupperContext,
  access: KubeObject,
  type: AccessType,
): Promise<KubeObject> {
  const ports = access.spec.ports.map((port: any) => ({
    name: port.name,
    protocol: port.protocol ?? 'TCP',
    port: port.port,
    targetPort: port.targetPort ?? port.port,
  }));
  const wanted = objectFor(access, 'accessService', {
    ports,
    selector: access.spec.selector,
    type: type.serviceType,
  });
  const existing = await ensure(ctx, 'services', wanted);
  if (!isOwnedBy(existing, access.metadata.uid)) {
    throw new ConfigurationError(
      `service "${access.metadata.name}" exists but is not controlled by skupper`,
    );
  }
  return update(ctx, 'services', existing, service => {
    service.spec.type = type.serviceType;
    service.spec.selector = access.spec.selector;
    service.spec.ports = ports.map((port: any) => {
      const former = (service.spec.ports ?? []).find(
        (p: any) => p.name === port.name,
      );
      return type.serviceType === 'ClusterIP' || !former?.nodePort
        ? port
        : { ...port, nodePort: former.nodePort };
    });
    if (type.serviceType === 'ClusterIP') {
      delete service.spec.externalTrafficPolicy;
      delete service.spec.allocateLoadBalancerNodePorts;
    }
  });
}

async function ensureRoutes(
  ctx: SkupperContext,
  access: KubeObject,
): Promise<KubeObject[]> {
  const { name, namespace } = access.metadata;
  const { domain } = access.spec.settings ?? {};
  const routes: KubeObject[] = [];
  for (const port of access.spec.ports) {
    const route = `${name}-${port.name}`;
    const wanted = objectFor(access, 'route', {
      name: route,
      host: domain ? `${route}.${namespace}.${domain}` : undefined,
      service: name,
      port: port.name,
    });
    routes.push(await ensure(ctx, 'routes', wanted));
  }
  return routes;
}

async function ensureServerCertificate(
  ctx: SkupperContext,
  access: KubeObject,
  endpoints: { host: string }[],
) {
  const { name, namespace } = access.metadata;
  if (!access.spec.certificate || !access.spec.issuer) {
    return;
  }
  const hosts = new Set([
    ...endpoints.map(endpoint => endpoint.host),
    name,
    `${name}.${namespace}`,
  ]);
  await ensureCertificate(ctx, access, access.spec.certificate, {
    ca: access.spec.issuer,
    hosts: [...hosts].sort(),
    server: true,
    subject: name,
  });
}
