import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
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

it('has all owned by somebody who exists when no owner is configured', async () => {
  const applyMutation = jest.fn();
  const since = '2026-01-01T00:00:00Z';
  await new ClusterEntityProvider({
    clusters: [{ name: 'east', state: 'connected', since }],
  }).connect({ applyMutation, refresh: async () => {} });
  const entities = applyMutation.mock.calls[0][0].entities.map(
    (one: { entity: Entity }) => one.entity,
  );
  const refs = entities.map(stringifyEntityRef);
  expect(refs).toEqual([
    'resource:default/east',
    'group:default/federations-without-owner',
  ]);
  expect(refs).toContain(entities[0].spec.owner);
});
