import type { KubeObject } from '../../client';
import { OK } from './conditions';
import { ConfigurationError, inSite, setConditions } from './context';
import {
  checkServiceName,
  replaceHost,
  writeListenerService,
} from './listenerServices';
import { writeRouterConfig } from './routerConfigMaps';
import { allocatePort, ListenerBinding, SiteState } from './siteState';

/** Handles a Listener: a port of the router, and a Service that leads to it. */
export const reconcileListener = inSite('listeners', {
  async remove(ctx, state, name) {
    const binding = state.listeners.get(name);
    if (binding) {
      state.listeners.delete(name);
      state.ports.delete(`listener/${name}`);
      await writeListenerService(ctx, state, binding.host, name);
      await writeRouterConfig(ctx, state);
    }
  },
  async apply(ctx, state, listener) {
    const { name } = listener.metadata;
    const before = state.listeners.get(name);
    checkServiceName(ctx, state.namespace, listener.spec.host);
    checkConflict(state, listener);
    state.listeners.set(name, bindingOf(state, listener));
    await replaceHost(ctx, state, before?.host, listener.spec.host);
    await writeRouterConfig(ctx, state);
    await setConditions(ctx, 'listeners', listener, { Configured: OK });
  },
});

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
