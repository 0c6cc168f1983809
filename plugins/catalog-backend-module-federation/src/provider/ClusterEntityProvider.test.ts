import { ClusterEntityProvider } from './ClusterEntityProvider';

it('makes a Resource of each configured cluster, whether it answers or not', async () => {
  const applyMutation = jest.fn();
  const since = '2026-01-01T00:00:00Z';
  await new ClusterEntityProvider({
    clusters: [
      { name: 'east', title: 'East', state: 'connected', since },
      { name: 'west', state: 'unreachable', since },
    ],
    defaultOwner: 'group:default/platform',
  }).connect({ applyMutation, refresh: async () => {} });
  expect(applyMutation).toHaveBeenCalledTimes(1);
  expect(applyMutation).toHaveBeenCalledWith({
    type: 'full',
    entities: [
      {
        locationKey: 'FederationClusterEntityProvider',
        entity: expect.objectContaining({
          kind: 'Resource',
          metadata: expect.objectContaining({ name: 'east', title: 'East' }),
          spec: {
            type: 'kubernetes-cluster',
            owner: 'group:default/platform',
          },
        }),
      },
      {
        locationKey: 'FederationClusterEntityProvider',
        entity: expect.objectContaining({
          metadata: expect.not.objectContaining({ title: expect.anything() }),
        }),
      },
    ],
  });
});
