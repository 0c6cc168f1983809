import { kubeShapes, Shape } from '@backstage-federation/kubernetes-clusters';

const status = {
  conditions: [kubeShapes.condition],
  status: 'text',
  message: 'text',
} as const;

const endpoint = {
  'name!': 'text',
  host: 'text',
  port: 'text',
  group: 'text',
} as const;

const end = {
  routingKey: 'text',
  port: 'number',
  selector: 'text',
  host: 'text',
  type: 'text',
  tlsCredentials: 'text',
} as const;

/** What is believed of Skupper's kinds: as `types.ts` has them. @internal */
export const skupperShapes = {
  site: {
    spec: {
      linkAccess: 'text',
      ha: 'flag',
      edge: 'flag',
      defaultIssuer: 'text',
      settings: { '*': 'text' },
    },
    status: {
      ...status,
      endpoints: [endpoint],
      sitesInNetwork: 'number',
      network: [
        {
          'id!': 'text',
          name: 'text',
          namespace: 'text',
          platform: 'text',
          version: 'text',
          links: [
            {
              'name!': 'text',
              remoteSiteId: 'text',
              remoteSiteName: 'text',
              operational: 'flag',
            },
          ],
        },
      ],
      defaultIssuer: 'text',
      controller: { name: 'text', namespace: 'text', version: 'text' },
    },
  },
  link: {
    spec: { endpoints: [endpoint], tlsCredentials: 'text', cost: 'number' },
    status: { ...status, remoteSiteId: 'text', remoteSiteName: 'text' },
  },
  accessGrant: {
    spec: { redemptionsAllowed: 'number', expirationWindow: 'text' },
    status: {
      ...status,
      url: 'text',
      redemptions: 'number',
      expirationTime: 'text',
    },
  },
  accessToken: {
    spec: { url: 'text', linkCost: 'number' },
    status: { ...status, redeemed: 'flag' },
  },
  connector: { spec: end, status },
  listener: { spec: end, status },
  routerAccess: {
    spec: {
      roles: [{ 'name!': 'text', port: 'number' }],
      accessType: 'text',
      tlsCredentials: 'text',
      issuer: 'text',
    },
    status: { ...status, endpoints: [endpoint] },
  },
} as const satisfies Record<string, Shape>;
