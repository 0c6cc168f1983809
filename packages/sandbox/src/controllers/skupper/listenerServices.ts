import { KubeObject, KubeStatusError } from '../../client';
import { OK } from './conditions';
import {
  ConfigurationError,
  ensure,
  Handler,
  inSite,
  setConditions,
  SkupperContext,
  update,
} from './context';
import { LISTENER } from './names';
import { objectFor } from './objects';
import { writeRouterConfig } from './routerConfigMaps';
import {
  allocatePort,
  ListenerBinding,
  MultiKeyBinding,
  SiteState,
} from './siteState';

/** The ports of Services by their names, of which the first one is the value of the label. */
const portsOf = ({ listeners, multiKeyListeners }: SiteState) => [
  ...[...listeners].map(([name, binding]) => ({ ...binding, name })),
  ...[...multiKeyListeners].map(([name, binding]) => ({
    ...binding,
    name: `multiaddress-${name}`,
  })),
];

/** A kind of listeners. */
interface ListenerKind {
  kind: 'listeners' | 'multiKeyListeners';
  /** What the router calls one. */
  routerName(name: string): string;
  /** What its Service calls its port. */
  portName(name: string): string;
  bindingOf(
    spec: KubeObject['spec'],
    routerPort: number,
  ): ListenerBinding | MultiKeyBinding;
  /** @throws ConfigurationError for one that can't be */
  check?(state: SiteState, listener: KubeObject): void;
}

/** The handler of a kind of listeners: each opens a port of the router and has a Service that leads to it. */
export function listening(listeners: ListenerKind): Handler {
  const { kind, routerName, portName, bindingOf, check } = listeners;
  const bindingsOf = (state: SiteState) =>
    state[kind] as Map<string, ListenerBinding | MultiKeyBinding>;
  return inSite(kind, {
    async remove(ctx, state, name) {
      const binding = bindingsOf(state).get(name);
      if (binding) {
        bindingsOf(state).delete(name);
        state.ports.delete(routerName(name));
        await writeService(ctx, state, binding.host, portName(name));
        await writeRouterConfig(ctx, state);
      }
    },
    async apply(ctx, state, listener) {
      const { metadata, spec } = listener;
      const { host } = spec;
      const before = bindingsOf(state).get(metadata.name);
      const service = ctx.kinds.services.get(state.namespace, host);
      if (service && service.metadata.labels?.[LISTENER] === undefined) {
        throw new ConfigurationError(
          `Service ${host} already exists in namespace`,
        );
      }
      check?.(state, listener);
      const routerPort = allocatePort(state, routerName(metadata.name));
      bindingsOf(state).set(metadata.name, bindingOf(spec, routerPort));
      await writeService(ctx, state, host);
      if (before && before.host !== host) {
        await writeService(ctx, state, before.host);
      }
      await writeRouterConfig(ctx, state);
      await setConditions(ctx, kind, listener, { Configured: OK });
    },
  });
}

/**
 * Makes the Service of a host have the ports of all listeners of that host. A Service that the API server refuses is
 * reported nowhere but in the log, as in Skupper 2.2.1.
 */
async function writeService(
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
    const values = { name: host, listener: wanted[0].name, ports };
    const object = objectFor(state.site, 'listenerService', values);
    const service = await ensure(ctx, 'services', object);
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
