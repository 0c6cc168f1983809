import { KubeStatusError } from '../../client';
import { ownerReference } from '../../shared/objects';
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

/** Writes the Service of a listener, and the one of the host that it had before. */
export async function replaceHost(
  ctx: SkupperContext,
  state: SiteState,
  before: string | undefined,
  host: string,
): Promise<void> {
  await writeListenerService(ctx, state, host);
  if (before !== undefined && before !== host) {
    await writeListenerService(ctx, state, before);
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
  removed?: string,
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
    const service = await ensure(ctx, 'services', {
      metadata: {
        name: host,
        namespace: state.namespace,
        labels: { [LISTENER]: wanted[0].name },
        annotations: { [CONTROLLED]: 'true' },
        ownerReferences: [ownerReference(state.site)],
      },
      spec: { ports, selector: { application: ROUTER, [COMPONENT]: 'router' } },
    });
    await update(ctx, 'services', service, changed => {
      const before: any[] = changed.spec.ports ?? [];
      const named = (name: string) => before.find(p => p.name === name);
      changed.spec.ports = [
        // The port of a listener that moved to another host stays, as in Skupper 2.2.1, until the Service goes.
        ...before.filter(
          port =>
            port.name !== removed && !ports.some(p => p.name === port.name),
        ),
        ...ports.map(port => ({ ...named(port.name), ...port })),
      ];
    });
  } catch (error) {
    if (error instanceof KubeStatusError && error.code === 422) {
      ctx.options.onError(error, `services/${state.namespace}/${host}`);
      return;
    }
    throw error;
  }
}
