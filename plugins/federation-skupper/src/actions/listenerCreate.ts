import { kube } from '@backstage-federation/kubernetes-clusters';
import {
  port,
  serviceName,
} from '@backstage-federation/plugin-federation-common';
import {
  defineStepsAction,
  placeSpec,
} from '@backstage-federation/plugin-federation-node';
import { listenerSteps } from '../steps/serviceSteps';
import { refuseTakenServices } from '../validate';
import { serviceInput } from './inputs';

/** `skupper:listener:create`: makes a routing key reachable in a site, as a Service. */
export const listenerCreate = defineStepsAction({
  id: 'skupper:listener:create',
  description: 'Creates a listener and waits for its Service',
  examples: [
    {
      description: 'Make the Fleet API reachable',
      id: 'listener',
      input: {
        federation: 'retail-fl',
        cluster: 'west',
        namespace: 'retail',
        routingKey: 'fleet-api',
        port: 9092,
      },
    },
  ],
  input: serviceInput
    .extend({
      port: port.describe('TCP port, 1 to 65535'),
      host: serviceName('host')
        .optional()
        .describe('Name of the Service; default: the routing key'),
    })
    .refine(
      ({ host, routingKey }) =>
        serviceName('').safeParse(host ?? routingKey).success,
      {
        path: ['routingKey'],
        message:
          'routingKey is the host too, and must begin with a letter; or set a host',
      },
    ),
  access: 'make',
  plan({ host = '', ...input }) {
    const { cluster, namespace, routingKey } = input;
    const field = host ? 'host' : 'routingKey';
    const service = { ...input, host: host || routingKey, selector: {} };
    return {
      spec: placeSpec(input),
      names: { [field]: service.host },
      reads: [{ cluster, namespace, type: kube.service, name: service.host }],
      steps(observed) {
        refuseTakenServices(field, input, [service], observed);
        return listenerSteps(input, [service]);
      },
      done: `${cluster}: listener ${routingKey} exists`,
    };
  },
});
