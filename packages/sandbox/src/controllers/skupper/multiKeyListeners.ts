import type { KubeObject } from '../../client';
import { OK } from './conditions';
import { inSite, setConditions, SkupperContext } from './context';
import {
  checkServiceName,
  replaceHost,
  writeListenerService,
} from './listenerServices';
import { writeRouterConfig } from './routerConfigMaps';
import { allocatePort, MultiKeyBinding, SiteState } from './siteState';

/** Handles a MultiKeyListener: one port of the router for several routing keys. */
export const reconcileMultiKeyListener = inSite('multiKeyListeners', {
  async remove(ctx, state, name) {
    const binding = state.multiKeyListeners.get(name);
    if (binding) {
      const port = `multiaddress-${name}`;
      state.multiKeyListeners.delete(name);
      state.ports.delete(`multiAddress/${name}`);
      await writeListenerService(ctx, state, binding.host, port);
      await writeRouterConfig(ctx, state);
    }
  },
  async apply(ctx, state, listener) {
    const { name } = listener.metadata;
    checkServiceName(ctx, state.namespace, listener.spec.host);
    const before = state.multiKeyListeners.get(name);
    state.multiKeyListeners.set(name, bindingOf(state, listener));
    await replaceHost(ctx, state, before?.host, listener.spec.host);
    await writeRouterConfig(ctx, state);
    await setConditions(ctx, 'multiKeyListeners', listener, { Configured: OK });
  },
});

function bindingOf(state: SiteState, listener: KubeObject): MultiKeyBinding {
  const { host, port, strategy, tlsCredentials } = listener.spec;
  const keys: string[] = strategy.priority?.routingKeys ?? [];
  return {
    host,
    port,
    routerPort: allocatePort(state, `multiAddress/${listener.metadata.name}`),
    strategy: strategy.priority ? 'priority' : 'weighted',
    // The first key in the list counts most.
    values: strategy.priority
      ? keys.map((key, index) => [key, keys.length - 1 - index])
      : Object.entries(strategy.weighted?.routingKeys ?? {}),
    tlsCredentials,
  };
}

/** Writes which routing keys of a MultiKeyListener can be reached. */
export async function matchMultiKeyListener(
  ctx: SkupperContext,
  listener: KubeObject,
  connectorKeys: Set<string>,
): Promise<void> {
  const { strategy } = listener.spec;
  const priority = strategy.priority?.routingKeys?.filter((key: string) =>
    connectorKeys.has(key),
  );
  const weighted = Object.fromEntries(
    Object.entries(strategy.weighted?.routingKeys ?? {}).filter(([key]) =>
      connectorKeys.has(key),
    ),
  );
  const reachable = strategy.priority
    ? priority.length > 0
    : Object.keys(weighted).length > 0;
  const outcome = reachable ? OK : { pending: 'No matching connectors' };
  await setConditions(
    ctx,
    'multiKeyListeners',
    listener,
    { Operational: outcome },
    {
      hasDestination: reachable || undefined,
      strategy: strategy.priority
        ? { priority: { routingKeysReachable: priority } }
        : { weighted: { routingKeysReachable: weighted } },
    },
  );
}
