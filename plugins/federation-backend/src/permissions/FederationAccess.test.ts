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

function accessWith(decision: any, create: any = AuthorizeResult.DENY) {
  const permissions = mockServices.permissions.mock({
    authorizeConditional: async () => [decision],
    authorize: async () => [{ result: create }],
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

const conditional = (conditions: any, create?: AuthorizeResult) =>
  accessWith(
    createFederationConditionalDecision(federationReadPermission, conditions),
    create,
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
      accessWith({ result: AuthorizeResult.DENY }).places(credentials, []),
    ).rejects.toThrow(/federation\.read or federation\.create/);
  });

  describe('clusters and namespaces', () => {
    const { inCluster, inNamespace, isOwner } = federationConditions;
    const mine = isOwner({ owners: ['group:default/retail'] });
    const nobodys = isOwner({ owners: ['group:default/x'] });
    const DENY = AuthorizeResult.DENY;
    const ALLOW = AuthorizeResult.ALLOW;

    it.each([
      [
        'IN_CLUSTER shows these',
        inCluster({ clusters: ['north'] }),
        ALLOW,
        ['north', 'north/retail', 'north/other'],
      ],
      [
        'IN_NAMESPACE shows these',
        inNamespace({ namespaces: ['other'] }),
        ALLOW,
        ['north', 'east', 'north/other', 'east/other'],
      ],
      [
        'IN_NAMESPACE names no cluster',
        inNamespace({ namespaces: ['other'] }),
        DENY,
        ['north/other', 'east/other'],
      ],
      [
        'both',
        {
          allOf: [
            inCluster({ clusters: ['north'] }),
            inNamespace({ namespaces: ['other'] }),
          ],
        },
        ALLOW,
        ['north', 'north/other'],
      ],
      [
        'what another excludes',
        { not: inCluster({ clusters: ['north'] }) },
        ALLOW,
        ['east', 'east/retail', 'east/other'],
      ],
      ['own federations', mine, DENY, ['east', 'east/retail']],
      [
        'own federations, and the rest to create',
        mine,
        ALLOW,
        [
          'north',
          'east',
          'north/retail',
          'north/other',
          'east/retail',
          'east/other',
        ],
      ],
      ['nothing', nobodys, DENY, []],
      [
        'either',
        { anyOf: [nobodys, inCluster({ clusters: ['north'] })] },
        DENY,
        ['north', 'north/retail', 'north/other'],
      ],
    ])('%s', async (_, conditions: any, create, shown) => {
      const visible = await conditional(conditions, create).places(
        credentials,
        [spec],
      );
      const all = [
        'north',
        'east',
        'north/retail',
        'north/other',
        'east/retail',
        'east/other',
      ];
      expect(
        all.filter(place => {
          const [cluster, namespace] = place.split('/');
          return visible.includes(cluster, namespace);
        }),
      ).toEqual(shown);
      expect(visible.names('retail-fl')).toBe(shown.includes('east/retail'));
      expect(visible.names('other')).toBe(false);
    });
  });
});
