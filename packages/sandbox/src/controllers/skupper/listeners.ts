import { ConfigurationError } from './context';
import { listening } from './listenerServices';

/** Handles a Listener: a port of the router, and a Service that leads to it. */
export const reconcileListener = listening({
  kind: 'listeners',
  routerName: name => `listener/${name}`,
  portName: name => name,
  bindingOf: (spec, routerPort) => ({
    host: spec.host,
    port: spec.port,
    routingKey: spec.routingKey,
    routerPort,
    type: spec.type,
    tlsCredentials: spec.tlsCredentials,
    observer: spec.observer,
  }),
  check(state, { metadata, spec: { host, port } }) {
    for (const [other, binding] of state.listeners) {
      const isSame = binding.host === host && binding.port === port;
      if (other !== metadata.name && isSame) {
        throw new ConfigurationError(
          `Listener ${other} with host ${host} and port ${port} already exists in namespace`,
        );
      }
    }
  },
});
