import { namespaceSteps } from '../../planner/namespaces';
import { defineStepsAction } from '../defineStepsAction';
import { placeInput } from '../inputs';
import { placeSpec } from '../placeSpec';

/** `kubernetes:namespace:ensure`: makes a namespace for a federation; one that exists is left as it is. */
export const namespaceEnsure = defineStepsAction({
  id: 'kubernetes:namespace:ensure',
  description: 'Creates a namespace when it does not exist',
  examples: [
    {
      description: 'Make sure a namespace exists',
      id: 'namespace',
      input: { federation: 'retail-fl', cluster: 'west', namespace: 'retail' },
    },
  ],
  input: placeInput,
  access: 'make',
  plan: ({ federation, cluster, namespace }) => ({
    spec: placeSpec({ federation, cluster, namespace }),
    steps: observed =>
      namespaceSteps(
        { cluster, namespace, label: cluster },
        federation,
        observed,
      ),
    done: `${cluster}: namespace ${namespace} exists`,
  }),
});
