import { defineStepsAction } from '@backstage-federation/plugin-federation-node';
import { superNodeKeyPart } from '../plan/removal';
import { unregistrationSteps } from '../plan/unregistrationSteps';
import { superNodeFields, superNodeInput, superNodeSpec } from './inputs';

/** `flower:supernode:unregister`: makes a SuperLink refuse a SuperNode's key for good, and deletes the key. */
export const superNodeUnregister = defineStepsAction({
  id: 'flower:supernode:unregister',
  description:
    "Unregisters a SuperNode's key for good and deletes it; the SuperNode is cut off until it gets a new key",
  examples: [
    {
      description: 'Cut off a SuperNode whose key may have been copied',
      id: 'unregister',
      name: 'Cut a SuperNode off',
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
  access: 'remove',
  fields: superNodeFields,
  plan(input) {
    const { cluster, namespace, name } = input;
    const member = { name: input.member, cluster, namespace };
    const spec = superNodeSpec(input, 'supernode-auth');
    return {
      spec,
      removes: () => superNodeKeyPart(spec, member, name),
      beforeRemoval: (_removed, observed) =>
        unregistrationSteps(spec, member, observed, [name]),
      done: `${cluster}: SuperNode ${name} is unregistered`,
    };
  },
});
