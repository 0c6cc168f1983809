const federationName = {
  name: 'name',
  in: 'path',
  required: true,
  description: 'Name of the federation',
  schema: { type: 'string', minLength: 1, maxLength: 63 },
} as const;

const json = (description: string) =>
  ({
    description,
    content: { 'application/json': { schema: {} } },
  } as const);

/**
 * The contract of the REST API. Answers are the types of `-common`: `FederationList`, `VersionedView`, `ClusterList`,
 * `NamespaceList`; errors have Backstage's error shape.
 */
export const spec = {
  openapi: '3.1.0',
  info: {
    title: 'federation',
    version: '1',
    description: 'The live view of federations',
    license: { name: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  components: {},
  paths: {
    '/v1/federations': {
      get: {
        operationId: 'ListFederations',
        description: 'The federations that the caller may read, by name',
        parameters: [
          {
            name: 'limit',
            in: 'query',
            required: false,
            schema: { type: 'string', pattern: '^[0-9]{1,3}$' },
            description: 'Items per page, 1 to 200; default 50',
          },
          {
            name: 'cursor',
            in: 'query',
            required: false,
            schema: { type: 'string', maxLength: 256 },
            description: '`nextCursor` of the page before',
          },
        ],
        responses: { '200': json('A page: FederationList') },
      },
    },
    '/v1/federations/{name}': {
      get: {
        operationId: 'GetFederation',
        description: 'The view of one federation',
        parameters: [federationName],
        responses: { '200': json('VersionedView'), '404': json('Error') },
      },
    },
    '/v1/federations/{name}/events': {
      get: {
        operationId: 'WatchFederation',
        description:
          'Server-sent events: `view` with a VersionedView and its revision as id, at once and at each change; `gone` when the federation was deleted; comments as heartbeat',
        parameters: [federationName],
        responses: {
          '200': {
            description: 'The stream',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          '404': json('Error'),
        },
      },
    },
    '/v1/clusters': {
      get: {
        operationId: 'ListClusters',
        description: 'The configured clusters and what a form shows of them',
        responses: { '200': json('ClusterList') },
      },
    },
    '/v1/clusters/{cluster}/namespaces': {
      get: {
        operationId: 'ListNamespaces',
        description: 'Namespaces of a cluster',
        parameters: [
          {
            name: 'cluster',
            in: 'path',
            required: true,
            schema: { type: 'string', minLength: 1, maxLength: 253 },
          },
        ],
        responses: { '200': json('NamespaceList') },
      },
    },
  },
} as const;
