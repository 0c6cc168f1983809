import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createPermission } from '@backstage/plugin-permission-common';
import { OwnersPolicy } from './OwnersPolicy';

const ANA = 'user:default/ana';
const OWNERSHIP = [ANA, 'group:default/data-science'];

type Action = 'create' | 'read' | 'update' | 'delete';
const of = (resourceType: string, name: string, action?: Action) =>
  createPermission({ name, attributes: { action }, resourceType });
const basic = (name: string, action: Action) =>
  createPermission({ name, attributes: { action } });

const readFederation = of('federation', 'federation.read', 'read');
const readEntity = of('catalog-entity', 'catalog.entity.read', 'read');

describe('OwnersPolicy', () => {
  const policy = new OwnersPolicy(
    mockServices.userInfo({
      userEntityRef: ANA,
      ownershipEntityRefs: OWNERSHIP,
    }),
  );
  const asAna = (
    permission: Parameters<typeof policy.handle>[0]['permission'],
  ) =>
    policy.handle({ permission }, {
      credentials: mockCredentials.user(ANA),
    } as Parameters<typeof policy.handle>[1]);

  it.each([readFederation, readEntity])(
    'allows nothing to who has not signed in: $name',
    async permission => {
      expect(await policy.handle({ permission })).toEqual({ result: 'DENY' });
    },
  );

  it.each([
    readFederation,
    readEntity,
    basic('federation.create', 'create'),
    basic('scaffolder.task.create', 'create'),
  ])('lets everybody see and create: $name', async permission => {
    expect(await asAna(permission)).toEqual({ result: 'ALLOW' });
  });

  it.each([
    ['federation', 'federation.update', 'update', { owners: OWNERSHIP }],
    ['federation', 'federation.delete', 'delete', { owners: OWNERSHIP }],
    [
      'catalog-entity',
      'catalog.entity.delete',
      'delete',
      { claims: OWNERSHIP },
    ],
    ['scaffolder-task', 'scaffolder.task.read', 'read', { createdBy: [ANA] }],
    [
      'scaffolder-task',
      'scaffolder.task.cancel',
      undefined,
      { createdBy: [ANA] },
    ],
  ] as const)(
    'lets who owns it: %s, %s',
    async (resourceType, name, action, params) => {
      const permission = of(resourceType, name, action);
      expect(await asAna(permission)).toMatchObject({
        result: 'CONDITIONAL',
        resourceType,
        conditions: { rule: expect.stringMatching(/^IS_/), params },
      });
    },
  );

  it('lets nobody remove what has no owner', async () => {
    expect(await asAna(basic('catalog.location.delete', 'delete'))).toEqual({
      result: 'DENY',
    });
  });
});
