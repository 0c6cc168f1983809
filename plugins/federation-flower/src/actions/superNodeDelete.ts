import { defineStepsAction } from '@backstage-federation/plugin-federation-node';
import { superNodePart } from '../plan/removal';
import { unregistrationsBefore } from '../plan/unregistrationSteps';
import { superNodeFields, superNodeInput, superNodeSpec } from './inputs';

/** `flower:supernode:delete`: removes one SuperNode with its key; the member's others stay. */
export const superNodeDelete = defineStepsAction({
  id: 'flower:supernode:delete',
  description:
    "Deletes one SuperNode of a member with its key; given the SuperLink's place, the key is unregistered first",
  examples: [
    {
      description: 'Remove a SuperNode',
      id: 'supernode',
      input: {
        federation: 'retail-fl',
        cluster: 'west',
        namespace: 'retail',
        member: 'west',
      },
    },
  ],
  input: superNodeInput,
  access: 'remove',
  fields: superNodeFields,
  plan(input) {
    const { cluster, namespace, name } = input;
    const place = { name: input.member, cluster, namespace };
    const knowsHub = input.hubCluster && input.hubNamespace;
    const spec = superNodeSpec(input, knowsHub ? 'supernode-auth' : 'insecure');
    return {
      spec,
      removes: observed => superNodePart(spec, place, name, observed),
      beforeRemoval: (removed, observed) =>
        unregistrationsBefore(spec, removed, observed),
      done: `${cluster}: SuperNode ${name} is gone`,
    };
  },
});
