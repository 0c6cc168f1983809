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
import { allocatePort, ListenerBinding, SiteState } from './siteState';

/** Handles a Listener: a port of the router, and a Service that leads to it. */
export async function reconcileListener(
  ctx: SkupperContext,
  namespace: string,
  name: string,
): Promise<void> {
  const listener = ctx.kinds.listeners.get(namespace, name);
  const state = ctx.sites.get(namespace);
  if (!listener || listener.metadata.deletionTimestamp) {
    if (state) {
      await remove(ctx, state, name);
    }
    return;
  }
  if (!state) {
    await configured(ctx, listener, { error: NO_ACTIVE_SITE });
    return;
  }
  const before = state.listeners.get(name);
  try {
    checkServiceName(ctx, namespace, listener.spec.host);
    checkConflict(state, listener);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) {
      throw error;
    }
    await configured(ctx, listener, { error: error.message });
    return;
  }
  state.listeners.set(name, bindingOf(state, listener));
  await writeListenerService(ctx, state, listener.spec.host);
  if (before && before.host !== listener.spec.host) {
    await writeListenerService(ctx, state, before.host);
  }
  await writeRouterConfig(ctx, state);
  await configured(ctx, listener, OK);
}

function bindingOf(state: SiteState, listener: KubeObject): ListenerBinding {
  const { spec } = listener;
  return {
    host: spec.host,
    port: spec.port,
    routingKey: spec.routingKey,
    routerPort: allocatePort(state, `listener/${listener.metadata.name}`),
    type: spec.type,
    tlsCredentials: spec.tlsCredentials,
    observer: spec.observer,
  };
}

function checkConflict(state: SiteState, listener: KubeObject) {
  const { host, port } = listener.spec;
  for (const [other, binding] of state.listeners) {
    if (
      other !== listener.metadata.name &&
      binding.host === host &&
      binding.port === port
    ) {
      throw new ConfigurationError(
        `Listener ${other} with host ${host} and port ${port} already exists in namespace`,
      );
    }
  }
}

async function remove(ctx: SkupperContext, state: SiteState, name: string) {
  const binding = state.listeners.get(name);
  if (!binding) {
    return;
  }
  state.listeners.delete(name);
  state.ports.delete(`listener/${name}`);
  await writeListenerService(ctx, state, binding.host, name);
  await writeRouterConfig(ctx, state);
}

async function configured(
  ctx: SkupperContext,
  listener: KubeObject,
  outcome: Outcome,
) {
  await writeStatus(ctx, ctx.kinds.listeners, listener, status =>
    withCondition(
      status,
      'Configured',
      outcome,
      generationOf(listener),
      aggregations.service,
    ),
  );
}
