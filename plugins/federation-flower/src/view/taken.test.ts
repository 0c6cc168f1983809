import { createClusterSnapshot } from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  assembleTest as assembleFlower,
  testClusters,
  testSpec,
} from '../__testUtils__/federation';

const spec = testSpec();

describe('when somebody else has the name', () => {
  const taken = (metadata: object): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'superlink', namespace: 'retail', ...metadata },
  });
  const label = 'backstage-federation.dev/federation';
  it.each([
    [{}, 'somebody else'],
    [{ labels: { [label]: 'secret' } }, 'another federation'],
    [{ labels: { 'app.kubernetes.io/managed-by': 'argocd' } }, 'argocd'],
    [
      { annotations: { 'meta.helm.sh/release-name': 'fl' } },
      'Helm release "fl"',
    ],
    [
      {
        ownerReferences: [
          { apiVersion: 'v1', kind: 'App', name: 'fl', uid: '1' },
        ],
      },
      'App "fl"',
    ],
  ])('says so of a SuperLink with %j', (metadata, by) => {
    const clusters = testClusters(spec);
    clusters[0] = createClusterSnapshot(clusters[0].status, [taken(metadata)]);
    const view = assembleFlower(spec, clusters, undefined, []);
    expect(view.superLink.state).toMatchObject({
      kind: 'down',
      reason: `Deployment superlink is taken by ${by}.`,
    });
    expect(view.superLink.ref).toBeUndefined();
    expect(view.findings).toEqual([
      expect.objectContaining({
        cause: 'superlink-taken',
        title: `The SuperLink cannot be made: Deployment "superlink" is taken by ${by}.`,
      }),
    ]);
    expect(JSON.stringify(view)).not.toContain('secret');
  });

  it('says so of a SuperNode, also when nothing else is there', () => {
    const clusters = testClusters(spec).map(({ status }) =>
      createClusterSnapshot(
        status,
        status.name === 'west' ? [taken({ name: 'supernode-1' })] : [],
      ),
    );
    const { superNodes, findings } = assembleFlower(
      spec,
      clusters,
      undefined,
      [],
    );
    expect(superNodes.find(({ id }) => id.startsWith('west'))).toMatchObject({
      state: { reason: 'Deployment supernode-1 is taken by somebody else.' },
    });
    expect(findings.map(({ cause }) => cause)).toContain('supernode-taken');
  });
});
