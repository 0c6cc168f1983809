import { flowerSpec } from '@backstage-federation/plugin-federation-common';
import {
  defineStepsAction,
  placeInput,
  placeSpec,
} from '@backstage-federation/plugin-federation-node';
import { superLinkPart } from '../plan/removal';

/** `flower:superlink:delete`: removes a SuperLink, its Service and its database. */
export const superLinkDelete = defineStepsAction({
  id: 'flower:superlink:delete',
  description:
    'Deletes a SuperLink, its Service and the volume of its database',
  examples: [
    {
      description: 'Remove a SuperLink',
      id: 'superlink',
      input: { federation: 'retail-fl', cluster: 'east', namespace: 'retail' },
    },
  ],
  input: placeInput,
  access: 'remove',
  plan(input) {
    const spec = flowerSpec(placeSpec(input));
    return {
      spec,
      removes: observed => superLinkPart(spec, observed),
      done: `${input.cluster}: SuperLink is gone`,
    };
  },
});
