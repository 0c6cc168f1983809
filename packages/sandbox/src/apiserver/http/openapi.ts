import { createHash } from 'node:crypto';
import { Registry } from '../registry/registry';
import { Json, ResourceDefinition, Schema, apiVersionOf } from '../types';

const INT_OR_STRING = 'x-kubernetes-int-or-string';

/** The schema as it is published: what has no type gets what OpenAPI needs instead. */
function publish(schema: Schema): Json {
  const {
    properties,
    items,
    additionalProperties,
    oneOf: _,
    'x-kubernetes-validations': _1,
    ...rest
  } = schema;
  const published: Json = { ...rest };
  if (schema[INT_OR_STRING]) {
    published.oneOf = [{ type: 'integer' }, { type: 'string' }];
  }
  if (properties) {
    published.properties = Object.fromEntries(
      Object.entries(properties).map(([name, p]) => [name, publish(p)]),
    );
  }
  if (items) {
    published.items = publish(items);
  }
  if (additionalProperties !== undefined) {
    published.additionalProperties =
      typeof additionalProperties === 'object'
        ? publish(additionalProperties)
        : additionalProperties;
  }
  return published;
}

function schemaName(type: ResourceDefinition): string {
  const group = type.custom
    ? type.group.split('.').reverse().join('.')
    : `io.k8s.api.${type.group.split('.')[0] || 'core'}`;
  return `${group}.${type.version}.${type.kind}`;
}

const PATCH_TYPES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

function parameter(name: string): Json {
  return { name, in: 'query', schema: { type: 'string', uniqueItems: true } };
}

function operation(
  type: ResourceDefinition,
  action: string,
  contentTypes: string[] | undefined,
): Json {
  const gvk = { group: type.group, version: type.version, kind: type.kind };
  const ref = { $ref: `#/components/schemas/${schemaName(type)}` };
  return {
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
    parameters: contentTypes
      ? ['dryRun', 'fieldManager', 'fieldValidation'].map(parameter)
      : [],
    ...(contentTypes
      ? {
          requestBody: {
            content: Object.fromEntries(
              contentTypes.map(media => [media, { schema: ref }]),
            ),
          },
        }
      : {}),
    responses: {
      200: {
        description: 'OK',
        content: { 'application/json': { schema: ref } },
      },
    },
  };
}

function pathsOf(type: ResourceDefinition): Json {
  const root = type.group ? '/apis' : '/api';
  const scope = type.namespaced ? '/namespaces/{namespace}' : '';
  const base = `${root}/${apiVersionOf(type)}${scope}/${type.plural}`;
  const json = ['application/json'];
  return {
    [base]: {
      get: operation(type, 'list', undefined),
      post: operation(type, 'post', json),
    },
    [`${base}/{name}`]: {
      get: operation(type, 'get', undefined),
      put: operation(type, 'put', json),
      patch: operation(
        type,
        'patch',
        type.custom ? PATCH_TYPES.slice(0, 3) : PATCH_TYPES,
      ),
      delete: operation(type, 'delete', json),
    },
  };
}

/** OpenAPI v3: the index at `/openapi/v3`, a document per group and version below it. */
export class OpenApi {
  private readonly documents = new Map<string, string>();
  private generation = -1;

  constructor(private readonly registry: Registry) {}

  index(): Json {
    const paths: Json = {};
    for (const type of this.registry.all()) {
      const path = this.pathOf(type);
      if (!paths[path]) {
        const hash = createHash('sha256')
          .update(this.document(path)!)
          .digest('hex')
          .toUpperCase();
        paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
      }
    }
    return { paths };
  }

  /** @param path - `api/v1`, `apis/apps/v1` */
  document(path: string): string | undefined {
    if (this.generation !== this.registry.generation) {
      this.documents.clear();
      this.generation = this.registry.generation;
    }
    const known = this.documents.get(path);
    if (known) {
      return known;
    }
    const types = this.registry.all().filter(t => this.pathOf(t) === path);
    if (!types.length) {
      return undefined;
    }
    const text = JSON.stringify({
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: 'unversioned' },
      paths: Object.assign({}, ...types.map(pathsOf)),
      components: { schemas: Object.fromEntries(types.map(schemaOf)) },
    });
    this.documents.set(path, text);
    return text;
  }

  private pathOf(type: ResourceDefinition): string {
    return `${type.group ? 'apis' : 'api'}/${apiVersionOf(type)}`;
  }
}

function schemaOf(type: ResourceDefinition): [string, Json] {
  return [
    schemaName(type),
    {
      ...publish(type.schema),
      'x-kubernetes-group-version-kind': [
        { group: type.group, version: type.version, kind: type.kind },
      ],
    },
  ];
}
