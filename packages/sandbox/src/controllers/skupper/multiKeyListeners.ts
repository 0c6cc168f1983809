import type { KubeObject } from '../../client';
import { OK } from './conditions';
import { setConditions, SkupperContext } from './context';
import { listening } from './listenerServices';

/** Handles a MultiKeyListener: one port of the router for several routing keys. */
export const reconcileMultiKeyListener = listening({
  kind: 'multiKeyListeners',
  routerName: name => `multiAddress/${name}`,
  portName: name => `multiaddress-${name}`,
  bindingOf({ host, port, strategy, tlsCredentials }, routerPort) {
    const keys: string[] = strategy.priority?.routingKeys ?? [];
    return {
      host,
      port,
      routerPort,
      strategy: strategy.priority ? 'priority' : 'weighted',
      // The first key in the list counts most.
      values: strategy.priority
        ? keys.map((key, index) => [key, keys.length - 1 - index])
        : Object.entries(strategy.weighted?.routingKeys ?? {}),
      tlsCredentials,
    };
  },
});

/** Writes which routing keys of a MultiKeyListener can be reached. */
export async function matchMultiKeyListener(
  ctx: SkupperContext,
  listener: KubeObject,
  connectorKeys: Set<string>,
): Promise<void> {
  const { priority, weighted } = listener.spec.strategy;
  const isKnown = (key: string) => connectorKeys.has(key);
  const weights = Object.entries(weighted?.routingKeys ?? {}).filter(([key]) =>
    isKnown(key),
  );
  const keys: unknown[] = priority
    ? priority.routingKeys?.filter(isKnown)
    : weights;
  const Operational = keys.length ? OK : { pending: 'No matching connectors' };
  await setConditions(
    ctx,
    'multiKeyListeners',
    listener,
    { Operational },
    {
      hasDestination: keys.length > 0 || undefined,
      strategy: priority
        ? { priority: { routingKeysReachable: keys } }
        : { weighted: { routingKeysReachable: Object.fromEntries(weights) } },
    },
  );
}
