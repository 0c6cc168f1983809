import { port } from '@backstage-federation/plugin-federation-common';
import {
  defineStepsAction,
  placeSpec,
} from '@backstage-federation/plugin-federation-node';
import { z } from 'zod';
import { connectorSteps } from '../steps/serviceSteps';
import { serviceInput } from './inputs';
import { LABEL_KEY, LABEL_VALUE } from '../selector';

const selector = z
  .record(
    z.string().regex(LABEL_KEY),
    z.string().regex(LABEL_VALUE, 'selector must have label values as values'),
    {
      error: ({ code }) =>
        code === 'invalid_key'
          ? 'selector must have label names as keys'
          : 'selector must be labels: { app: superlink }',
    },
  )
  .refine(
    labels => Object.keys(labels).length > 0,
    'selector must have at least one label',
  );

/** `skupper:connector:create`: offers pods of a site to the network under a routing key. */
export const connectorCreate = defineStepsAction({
  id: 'skupper:connector:create',
  description: 'Creates a connector; does not wait for a pod',
  examples: [
    {
      description: 'Offer the Fleet API',
      id: 'connector',
      input: {
        federation: 'retail-fl',
        cluster: 'east',
        namespace: 'retail',
        routingKey: 'fleet-api',
        port: 9092,
        selector: { app: 'superlink' },
      },
    },
  ],
  input: serviceInput.extend({
    port: port.describe('TCP port, 1 to 65535'),
    selector: selector.describe('Labels of the pods'),
  }),
  access: 'make',
  plan: input => ({
    spec: placeSpec(input),
    // The pods may come later, so only the object counts.
    steps: () =>
      connectorSteps(input, [{ ...input, host: input.routingKey }]).filter(
        ({ kind }) => kind === 'ensure',
      ),
    done: `${input.cluster}: connector ${input.routingKey} exists`,
  }),
});
