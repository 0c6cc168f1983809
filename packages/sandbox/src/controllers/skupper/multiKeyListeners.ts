import type { KubeObject } from '../../client';
import { aggregations, OK, Outcome, withCondition } from './conditions';
import {
  ConfigurationError,
  generationOf,
  SkupperContext,
  writeStatus,
} from './context';
import { checkServiceName, writeListenerService } from './listenerServices';
import { NO_ACTIVE_SITE } from './names';
import { writeRouterConfig } from './routerConfigMaps';
import { allocatePort, MultiKeyBinding, SiteState } from './siteState';

/** Handles a MultiKeyListener: one port of the router for several routing keys. */
export async function reconcileMultiKeyListener(
  ctx: SkupperContext,
  namespace: string,
  name: string,
): Promise<void> {
  const listener = ctx.kinds.multiKeyListeners.get(namespace, name);
  const state = ctx.sites.get(namespace);
  if (!listener || listener.metadata.deletionTimestamp) {
    const binding = state?.multiKeyListeners.get(name);
    if (state && binding) {
      state.multiKeyListeners.delete(name);
      state.ports.delete(`multiAddress/${name}`);
      await writeListenerService(
        ctx,
        state,
        binding.host,
        `multiaddress-${name}`,
      );
      await writeRouterConfig(ctx, state);
    }
    return;
  }
  if (!state) {
    await configured(ctx, listener, { error: NO_ACTIVE_SITE });
    return;
  }
  try {
    checkServiceName(ctx, namespace, listener.spec.host);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) {
      throw error;
    }
    await configured(ctx, listener, { error: error.message });
    return;
  }
  const before = state.multiKeyListeners.get(name);
  state.multiKeyListeners.set(name, bindingOf(state, listener));
  await writeListenerService(ctx, state, listener.spec.host);
  if (before && before.host !== listener.spec.host) {
    await writeListenerService(ctx, state, before.host);
  }
  await writeRouterConfig(ctx, state);
  await configured(ctx, listener, OK);
}

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

async function configured(
  ctx: SkupperContext,
  listener: KubeObject,
  outcome: Outcome,
) {
  await writeStatus(ctx, ctx.kinds.multiKeyListeners, listener, status =>
    withCondition(
      status,
      'Configured',
      outcome,
      generationOf(listener),
      aggregations.multiKeyListener,
    ),
  );
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
  await writeStatus(ctx, ctx.kinds.multiKeyListeners, listener, status => ({
    ...withCondition(
      status,
      'Operational',
      reachable ? OK : { pending: 'No matching connectors' },
      generationOf(listener),
      aggregations.multiKeyListener,
    ),
    hasDestination: reachable || undefined,
    strategy: strategy.priority
      ? { priority: { routingKeysReachable: priority } }
      : { weighted: { routingKeysReachable: weighted } },
  }));
}
