import { KubeStatusError } from '../../client';
import { ownerReference } from '../shared/objects';
import { ConfigurationError, ensure, SkupperContext, update } from './context';
import { COMPONENT, CONTROLLED, LISTENER, ROUTER } from './names';
import type { SiteState } from './siteState';

interface ServicePort {
  /** Name of the port and, for the first one, value of the label. */
  name: string;
  host: string;
  port: number;
  routerPort: number;
}

function portsOf(state: SiteState): ServicePort[] {
  const port = (name: string, binding: any): ServicePort => ({
    name,
    host: binding.host,
    port: binding.port,
    routerPort: binding.routerPort,
  });
  return [
    ...[...state.listeners].map(([name, b]) => port(name, b)),
    ...[...state.multiKeyListeners].map(([name, b]) =>
      port(`multiaddress-${name}`, b),
    ),
  ];
}

/** @throws ConfigurationError if the Service belongs to somebody else */
export function checkServiceName(
  ctx: SkupperContext,
  namespace: string,
  host: string,
): void {
  const existing = ctx.kinds.services.get(namespace, host);
  if (existing && existing.metadata.labels?.[LISTENER] === undefined) {
    throw new ConfigurationError(`Service ${host} already exists in namespace`);
  }
}

/**
 * Makes the Service of a host have the ports of all listeners of that host. A Service that the API server refuses is
 * reported nowhere but in the log, as in Skupper 2.2.1.
 */
export async function writeListenerService(
  ctx: SkupperContext,
  state: SiteState,
  host: string,
): Promise<void> {
  const wanted = portsOf(state).filter(port => port.host === host);
  const existing = ctx.kinds.services.get(state.namespace, host);
  if (wanted.length === 0) {
    if (existing?.metadata.labels?.[LISTENER] !== undefined) {
      await ctx.client.delete(ctx.kinds.services.type, state.namespace, host);
      ctx.kinds.services.forget(state.namespace, host);
    }
    return;
  }
  const ports = wanted.map(({ name, port, routerPort }) => ({
    name,
    protocol: 'TCP',
    port,
    targetPort: routerPort,
  }));
  try {
    const service = await ensure(ctx, ctx.kinds.services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: host,
        namespace: state.namespace,
        labels: { [LISTENER]: wanted[0].name },
        annotations: { [CONTROLLED]: 'true' },
        ownerReferences: [ownerReference(state.site)],
      },
      spec: { ports, selector: { application: ROUTER, [COMPONENT]: 'router' } },
    });
    await update(ctx, ctx.kinds.services, service, changed => {
      changed.spec.ports = ports.map(port => ({
        ...changed.spec.ports?.find((p: any) => p.name === port.name),
        ...port,
      }));
    });
  } catch (error) {
    if (error instanceof KubeStatusError && error.code === 422) {
      ctx.options.onError(error, `services/${state.namespace}/${host}`);
      return;
    }
    throw error;
  }
}
