import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  catalogProcessingExtensionPoint,
  EntityProvider,
} from '@backstage/plugin-catalog-node';
import { catalogModuleFederation } from './module';

it('adds one provider per cluster, and one for the clusters themselves', async () => {
  const added: EntityProvider[] = [];
  await startTestBackend({
    extensionPoints: [
      [
        catalogProcessingExtensionPoint,
        {
          addEntityProvider: (
            ...providers: (EntityProvider | EntityProvider[])[]
          ) => added.push(...providers.flat()),
        } as Partial<
          typeof catalogProcessingExtensionPoint.T
        > as typeof catalogProcessingExtensionPoint.T,
      ],
    ],
    features: [
      catalogModuleFederation,
      mockServices.rootConfig.factory({
        data: {
          federation: {
            clusters: ['east', 'west'].map(name => ({
              name,
              kubeconfig: `/no-such-file/${name}`,
            })),
          },
        },
      }),
    ],
  });
  expect(added.map(provider => provider.getProviderName())).toEqual([
    'FederationClusterEntityProvider',
    'FederationEntityProvider:east',
    'FederationEntityProvider:west',
  ]);
});

it('starts with reserved namespaces that are no list, and says so', async () => {
  const logger = mockServices.logger.mock();
  await startTestBackend({
    extensionPoints: [
      [catalogProcessingExtensionPoint, { addEntityProvider: () => {} }],
    ] as never,
    features: [
      catalogModuleFederation,
      logger.factory,
      mockServices.rootConfig.factory({
        data: { federation: { reservedNamespaces: 'mine' } },
      }),
    ],
  });
  expect(logger.warn).toHaveBeenCalledWith(
    expect.stringMatching(/^federation\.reservedNamespaces must be a list/),
  );
});
