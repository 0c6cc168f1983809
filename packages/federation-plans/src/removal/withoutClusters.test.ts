import { kube } from '@backstage-federation/kubernetes-clusters';
import { CallStep, RemoveStep } from '../plan/plan';
import { withoutClusters } from './withoutClusters';

const remove = (
  id: string,
  cluster: string,
  dependsOn: string[] = [],
): RemoveStep => ({
  kind: 'remove',
  id,
  title: `remove ${id}`,
  cluster,
  dependsOn,
  keys: [{ type: kube.configMap, namespace: 'retail', name: id }],
});
const call: CallStep = {
  ...remove('forget', 'east'),
  kind: 'call',
  title: 'west: unregister supernode-1',
  inputs: {
    key: {
      cluster: 'west',
      key: { type: kube.secret, namespace: 'retail', name: 'key' },
    },
  },
  call: async () => ({}),
};

it('keeps the order of what is left, and names what stays', () => {
  const { plan, left } = withoutClusters(
    {
      federation: 'retail-fl',
      steps: [
        call,
        remove('a', 'east'),
        remove('b', 'west', ['a', 'forget']),
        remove('c', 'west', ['b']),
        remove('d', 'east', ['c']),
      ],
    },
    new Set(['west']),
  );
  expect(plan.steps.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
    ['a', []],
    ['d', ['a']],
  ]);
  expect(left).toEqual([
    'west: ConfigMap retail/b',
    'west: ConfigMap retail/c',
    'west: unregister supernode-1: not done',
  ]);
});
