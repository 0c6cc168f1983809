import { defineStepsAction } from '@backstage-federation/plugin-federation-node';
import { registrationSteps, superNodeKeySteps } from '../plan';
import { superNodeFields, superNodeInput, superNodeSpec } from './inputs';

/** `flower:supernode:register`: makes a SuperNode's key known to its SuperLink; makes the key where there is none. */
export const superNodeRegister = defineStepsAction({
  id: 'flower:supernode:register',
  description:
    "Registers a SuperNode's key with the SuperLink; a key that is missing is made, and stored in a Secret on the member only",
  examples: [
    {
      description:
        'Make a SuperNode known to a SuperLink that has lost its registrations',
      id: 'register',
      name: 'Register the key of a SuperNode',
      input: {
        federation: 'retail-fl',
        cluster: 'west',
        namespace: 'retail',
        member: 'west',
        hubCluster: 'east',
        hubNamespace: 'retail',
      },
    },
  ],
  input: superNodeInput,
  access: 'make',
  fields: superNodeFields,
  plan(input) {
    const { cluster, namespace, name } = input;
    const member = { name: input.member, cluster, namespace };
    const spec = superNodeSpec(input, 'supernode-auth');
    return {
      spec,
      steps: () => [
        ...superNodeKeySteps(spec, member, [{ name }], []),
        ...registrationSteps(spec, member, [{ name }]),
      ],
      done: `${cluster}: SuperNode ${name} is registered`,
    };
  },
});
