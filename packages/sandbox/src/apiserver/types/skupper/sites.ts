import {
  boolean,
  dateTime,
  integer,
  listOf,
  object,
  string,
  stringMap,
} from '../../schema/dsl';
import { MESSAGE, STATUS, endpoints, kind, settings } from './kind';

const siteRecord = object({
  id: string,
  name: string,
  namespace: string,
  platform: string,
  version: string,
  links: listOf(
    object({
      name: string,
      remoteSiteId: string,
      remoteSiteName: string,
      operational: boolean,
    }),
  ),
  services: listOf(
    object({
      routingKey: string,
      connectors: listOf(string),
      listeners: listOf(string),
    }),
  ),
});

export const site = kind(
  'Site',
  object({
    serviceAccount: string,
    linkAccess: string,
    defaultIssuer: string,
    ha: boolean,
    edge: boolean,
    settings,
  }),
  {
    defaultIssuer: string,
    controller: object({ name: string, namespace: string, version: string }),
    endpoints,
    sitesInNetwork: integer,
    network: listOf(siteRecord),
  },
  [STATUS, 'Sites In Network | .status.sitesInNetwork | integer', MESSAGE],
  { shortNames: ['st'] },
);

export const link = kind(
  'Link',
  object(
    { endpoints, tlsCredentials: string, cost: integer, settings },
    'endpoints',
  ),
  { remoteSiteId: string, remoteSiteName: string },
  [STATUS, 'Remote Site | .status.remoteSiteName', MESSAGE],
  { shortNames: ['ln'] },
);

export const accessGrant = kind(
  'AccessGrant',
  object({
    redemptionsAllowed: integer,
    expirationWindow: { type: 'string', format: 'duration' },
    code: string,
    issuer: string,
    settings,
  }),
  {
    url: string,
    code: string,
    ca: string,
    redemptions: integer,
    expirationTime: dateTime,
  },
  [
    'Redemptions Allowed | .spec.redemptionsAllowed | integer',
    'Redemptions Made | .status.redemptions | integer',
    'Expiration | .status.expirationTime',
    STATUS,
    MESSAGE,
  ],
  { shortNames: ['grant', 'gr'] },
);

export const accessToken = kind(
  'AccessToken',
  object(
    { url: string, code: string, ca: string, linkCost: integer, settings },
    'url',
    'code',
    'ca',
  ),
  { redeemed: boolean },
  ['URL | .spec.url', 'Redeemed | .status.redeemed | boolean', STATUS, MESSAGE],
  { shortNames: ['token', 'to'] },
);

export const routerAccess = kind(
  'RouterAccess',
  object(
    {
      roles: listOf(object({ name: string, port: integer }, 'name')),
      generateTlsCredentials: boolean,
      issuer: string,
      accessType: string,
      tlsCredentials: string,
      bindHost: string,
      subjectAlternativeNames: listOf(string),
      settings,
    },
    'roles',
    'tlsCredentials',
  ),
  { endpoints },
  [STATUS, MESSAGE],
  { plural: 'routeraccesses' },
);

export const securedAccess = kind(
  'SecuredAccess',
  object(
    {
      ports: listOf(
        object(
          {
            name: string,
            port: integer,
            targetPort: integer,
            protocol: string,
          },
          'name',
          'port',
        ),
      ),
      selector: stringMap,
      issuer: string,
      certificate: string,
      accessType: string,
      settings,
    },
    'selector',
    'ports',
  ),
  { endpoints, ca: string },
  [STATUS, MESSAGE],
  { plural: 'securedaccesses' },
);

export const certificate = kind(
  'Certificate',
  object(
    {
      ca: string,
      subject: string,
      hosts: listOf(string),
      client: boolean,
      server: boolean,
      signing: boolean,
      settings,
    },
    'ca',
    'subject',
  ),
  { expiration: dateTime },
  [
    'CA | .spec.ca',
    'Server | .spec.server | boolean',
    'Client | .spec.client | boolean',
    'Signing | .spec.signing | boolean',
    STATUS,
    'Expiration | .status.expiration',
    MESSAGE,
  ],
);
