import {
  defineStepsAction,
  placeSpec,
} from '@backstage-federation/plugin-federation-node';
import { servicePart } from '../removal';
import { serviceInput } from './inputs';

const serviceDelete = (kind: 'connector' | 'listener') =>
  defineStepsAction({
    id: `skupper:${kind}:delete`,
    description: `Deletes a ${kind}`,
    examples: [
      {
        description: `Remove a ${kind}`,
        id: kind,
        input: {
          federation: 'retail-fl',
          cluster: 'west',
          namespace: 'retail',
          routingKey: 'fleet-api',
        },
      },
    ],
    input: serviceInput,
    access: 'remove',
    plan: input => ({
      spec: placeSpec(input),
      removes: () => servicePart(input, kind, input.routingKey),
      byName: true,
      done: `${input.cluster}: ${kind} ${input.routingKey} is gone`,
    }),
  });

/** `skupper:connector:delete`: removes a connector. */
export const connectorDelete = serviceDelete('connector');

/** `skupper:listener:delete`: removes a listener. */
export const listenerDelete = serviceDelete('listener');
