import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { FederationAccess } from './FederationAccess';
import {
  createFederationConditionalDecision,
  federationConditions,
  federationRules,
} from './rules';
import { federationReadPermission } from '@backstage-federation/plugin-federation-common';

const spec = parseFederationSpec({
  name: 'retail-fl',
  owner: 'group:default/retail',
  hub: { cluster: 'east', namespace: 'retail' },
  members: [{ cluster: 'west', namespace: 'retail' }],
});
const credentials = mockCredentials.user();

function accessWith(decision: any) {
  const permissions = mockServices.permissions.mock({
    authorizeConditional: async () => [decision],
    authorize: async () => [{ result: AuthorizeResult.DENY }],
  });
  const registry = mockServices.permissionsRegistry.mock({
    getPermissionRuleset: () =>
      ({
        getRuleByName: (name: string) =>
          federationRules.find(rule => rule.name === name)!,
      } as any),
  });
  return new FederationAccess(permissions, registry);
}

const conditional = (conditions: any) =>
  accessWith(
    createFederationConditionalDecision(federationReadPermission, conditions),
  );

describe('FederationAccess', () => {
  it('lets see all, or nothing', async () => {
    const allowed = accessWith({ result: AuthorizeResult.ALLOW });
    const denied = accessWith({ result: AuthorizeResult.DENY });
    expect((await allowed.reader(credentials))(spec)).toBe(true);
    expect((await denied.reader(credentials))(spec)).toBe(false);
  });

  it.each([
    [
      'IN_CLUSTER',
      federationConditions.inCluster({ clusters: ['east', 'west'] }),
      true,
    ],
    [
      'IN_CLUSTER',
      federationConditions.inCluster({ clusters: ['east'] }),
      false,
    ],
    [
      'IN_NAMESPACE',
      federationConditions.inNamespace({ namespaces: ['retail'] }),
      true,
    ],
    [
      'IN_NAMESPACE',
      federationConditions.inNamespace({ namespaces: ['x'] }),
      false,
    ],
    [
      'IS_OWNER',
      federationConditions.isOwner({ owners: ['group:default/retail'] }),
      true,
    ],
    [
      'IS_OWNER',
      federationConditions.isOwner({ owners: ['x', 'Group:Default/Retail'] }),
      true,
    ],
    ['IS_OWNER', federationConditions.isOwner({ owners: ['retail'] }), true],
    [
      'IS_OWNER',
      federationConditions.isOwner({ owners: ['user:default/retail', ':/'] }),
      false,
    ],
    [
      'IS_OWNER',
      federationConditions.isOwner({ owners: ['group:default/x'] }),
      false,
    ],
  ])('applies %s', async (_name, condition, visible) => {
    const mayRead = await conditional(condition).reader(credentials);
    expect(mayRead(spec)).toBe(visible);
  });

  it('shows clusters to nobody who may neither read nor create', async () => {
    await expect(
      accessWith({ result: AuthorizeResult.DENY }).requireClusters(credentials),
    ).rejects.toThrow(/federation\.read or federation\.create/);
  });
});
