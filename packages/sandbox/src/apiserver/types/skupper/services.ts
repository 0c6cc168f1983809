import {
  boolean,
  integer,
  listOf,
  mapOf,
  object,
  string,
} from '../../schema/dsl';
import { PRIORITY_OR_WEIGHTED, STRATEGY_IMMUTABLE } from '../../schema/rules';
import {
  MESSAGE,
  STATUS,
  kind,
  observer,
  selectedPods,
  settings,
} from './kind';

export const connector = kind(
  'Connector',
  {
    ...object(
      {
        routingKey: string,
        port: integer,
        selector: string,
        host: string,
        tlsCredentials: string,
        useClientCert: boolean,
        verifyHostname: boolean,
        type: string,
        includeNotReadyPods: boolean,
        exposePodsByName: boolean,
        settings,
      },
      'routingKey',
      'port',
    ),
    oneOf: [{ required: ['selector'] }, { required: ['host'] }],
  },
  { hasMatchingListener: boolean, selectedPods },
  [
    'Routing Key | .spec.routingKey',
    'Port | .spec.port | integer',
    'Host | .spec.host',
    'Selector | .spec.selector',
    STATUS,
    'Has Matching Listener | .status.hasMatchingListener | boolean',
    MESSAGE,
  ],
  { shortNames: ['cnr'] },
);

export const listener = kind(
  'Listener',
  object(
    {
      observer,
      routingKey: string,
      host: string,
      port: integer,
      tlsCredentials: string,
      type: string,
      exposePodsByName: boolean,
      settings,
    },
    'routingKey',
    'host',
    'port',
  ),
  { hasMatchingConnector: boolean },
  [
    'Routing Key | .spec.routingKey',
    'Port | .spec.port | integer',
    'Host | .spec.host',
    STATUS,
    'Has Matching Connector | .status.hasMatchingConnector | boolean',
    MESSAGE,
  ],
  { shortNames: ['lnr'] },
);

const reachableList = object(
  { routingKeysReachable: listOf(string) },
  'routingKeysReachable',
);
const reachableMap = object(
  {
    routingKeysReachable: {
      ...mapOf(integer),
      'x-kubernetes-map-type': 'granular',
    },
  },
  'routingKeysReachable',
);
const oneStrategy = {
  rule: PRIORITY_OR_WEIGHTED,
  message: 'exactly one of the fields in [priority weighted] must be set',
};

export const multiKeyListener = kind(
  'MultiKeyListener',
  object(
    {
      host: string,
      port: integer,
      tlsCredentials: string,
      requireClientCert: boolean,
      observer,
      settings,
      strategy: {
        ...object({
          priority: object(
            {
              routingKeys: {
                ...listOf(string),
                minItems: 1,
                maxItems: 256,
                'x-kubernetes-list-type': 'set',
              },
            },
            'routingKeys',
          ),
          weighted: object(
            {
              routingKeys: {
                ...mapOf(integer),
                minProperties: 1,
                maxProperties: 256,
                'x-kubernetes-map-type': 'granular',
              },
            },
            'routingKeys',
          ),
        }),
        'x-kubernetes-validations': [
          { rule: STRATEGY_IMMUTABLE, message: 'strategy is immutable' },
          oneStrategy,
        ],
      },
    },
    'host',
    'port',
    'strategy',
  ),
  {
    hasDestination: boolean,
    strategy: {
      ...object({ priority: reachableList, weighted: reachableMap }),
      'x-kubernetes-validations': [oneStrategy],
    },
  },
  [STATUS, MESSAGE, 'HasDestination | .status.hasDestination | boolean'],
  { specRequired: true },
);

export const attachedConnector = kind(
  'AttachedConnector',
  object(
    {
      siteNamespace: string,
      port: integer,
      selector: string,
      tlsCredentials: string,
      useClientCert: boolean,
      type: string,
      includeNotReadyPods: boolean,
      settings,
    },
    'port',
    'selector',
    'siteNamespace',
  ),
  { selectedPods },
  [
    'Port | .spec.port | integer',
    'Selector | .spec.selector',
    'Site Namespace | .spec.siteNamespace',
    STATUS,
  ],
  { shortNames: ['acnr'] },
);

export const attachedConnectorBinding = kind(
  'AttachedConnectorBinding',
  object(
    {
      connectorNamespace: string,
      routingKey: string,
      exposePodsByName: boolean,
      settings,
    },
    'connectorNamespace',
    'routingKey',
  ),
  { hasMatchingListener: boolean },
  [
    'Routing Key | .spec.routingKey',
    'Connector Namespace | .spec.connectorNamespace',
    STATUS,
    'Has Matching Listener | .status.hasMatchingListener | boolean',
  ],
  { shortNames: ['acnrb'] },
);
