import { dnsLabel, port } from '@backstage-federation/plugin-federation-common';
import {
  defineStepsAction,
  placeSpec,
} from '@backstage-federation/plugin-federation-node';
import { listenerSteps } from '../steps/serviceSteps';
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
  input: serviceInput.extend({
    port: port.describe('TCP port, 1 to 65535'),
    host: dnsLabel('host')
      .optional()
      .describe('Name of the Service; default: the routing key'),
  }),
  access: 'make',
  plan: ({ host, ...input }) => ({
    spec: placeSpec(input),
    steps: () =>
      listenerSteps(input, [
        { ...input, host: host ?? input.routingKey, selector: {} },
      ]),
    done: `${input.cluster}: listener ${input.routingKey} exists`,
  }),
});
