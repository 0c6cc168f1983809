import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { flowerFeature } from '../../federation-flower/src/feature';
import { skupperFeature } from '../../federation-skupper/src/feature';
import { PERMISSIONS } from './__testUtils__/permissions';
import { scaffolderModuleFederation } from './module';

it('adds the actions, also when no cluster is configured', async () => {
  const addActions = jest.fn();
  await startTestBackend({
    extensionPoints: [[scaffolderActionsExtensionPoint, { addActions }]],
    features: [
      scaffolderModuleFederation,
      skupperFeature,
      flowerFeature,
      mockServices.rootConfig.factory({ data: {} }),
    ],
  });
  const ids = addActions.mock.calls[0].map(({ id }: { id: string }) => id);
  expect([...ids].sort()).toEqual(Object.keys(PERMISSIONS).sort());
});

it('starts with reserved namespaces that are no list, and says so', async () => {
  const logger = mockServices.logger.mock();
  await startTestBackend({
    extensionPoints: [
      [scaffolderActionsExtensionPoint, { addActions: jest.fn() }],
    ],
    features: [
      scaffolderModuleFederation,
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
