import { DEFAULT_FLOWER_VERSION } from '@backstage-federation/plugin-federation-common';
import { defineStepsAction } from '@backstage-federation/plugin-federation-node';
import { superLinkSteps } from '../plan';
import { platformOf } from '../platform';
import { newSuperLinkInput, superLinkFields, superLinkSpec } from './inputs';

/** `flower:superlink:deploy`: runs a SuperLink with its Service and waits until its Fleet API listens. */
export const superLinkDeploy = defineStepsAction({
  id: 'flower:superlink:deploy',
  description: 'Deploys a SuperLink and waits until it is available',
  examples: [
    {
      description: 'Run a SuperLink',
      id: 'superlink',
      input: {
        federation: 'retail-fl',
        cluster: 'east',
        namespace: 'retail',
        version: DEFAULT_FLOWER_VERSION,
      },
    },
  ],
  input: newSuperLinkInput,
  access: 'make',
  fields: superLinkFields,
  plan(input) {
    const spec = superLinkSpec(input);
    return {
      spec,
      steps: observed =>
        superLinkSteps(spec, platformOf(observed, input.cluster), { observed }),
      done: `${input.cluster}: SuperLink ${input.version} is available`,
    };
  },
});
