import {
  defineStepsAction,
  placeSpec,
  planRemoval,
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
      // By name: one that is not ours is then refused by name, too.
      steps: () =>
        planRemoval([servicePart(input, kind, input.routingKey)], {
          federation: input.federation,
          observed: { clusters: {} },
        }),
      done: `${input.cluster}: ${kind} ${input.routingKey} is gone`,
    }),
  });

/** `skupper:connector:delete`: removes a connector. */
export const connectorDelete = serviceDelete('connector');

/** `skupper:listener:delete`: removes a listener. */
export const listenerDelete = serviceDelete('listener');
