import {
  flowerSpec,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { ClusterSnapshot } from '@backstage-federation/plugin-federation-node';
import { superNodeProcesses } from './process';

it('looks at each place once, however many SuperNodes it has', () => {
  const spec = flowerSpec(
    parseFederationSpec({
      name: 'fl',
      hub: { cluster: 'east', namespace: 'hub' },
      members: Array.from({ length: 20 }, (_, i) => ({
        cluster: 'east',
        namespace: `n${i}`,
        superNodes: 100,
      })),
    }),
  );
  let reads = 0;
  const east: ClusterSnapshot = {
    name: 'east',
    status: { name: 'east', state: 'connected', since: '' },
    objects: () => {
      reads += 1;
      return [];
    },
  };
  let logsRead = 0;
  const logs = Array.from({ length: 2000 }, (_, i) => ({
    cluster: 'east',
    namespace: `n${i % 20}`,
    pod: `pod-${i}`,
    get text() {
      logsRead += 1;
      return '';
    },
  }));
  expect(superNodeProcesses(spec, [east], logs)).toHaveLength(2000);
  // Deployments, pods, and the authority's certificate.
  expect(reads).toBe(20 * 3);
  expect(logsRead).toBe(0);
});
