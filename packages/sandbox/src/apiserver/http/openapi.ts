import { createHash } from 'node:crypto';
import { Registry } from '../registry/registry';
import {
  APPLY_PATCH,
  JSON_PATCH,
  MERGE_PATCH,
  STRATEGIC_PATCH,
} from '../rest/patch';
import { Json, ResourceDefinition, Schema, apiVersionOf } from '../types';

const INT_OR_STRING = 'x-kubernetes-int-or-string';
const JSON_ONLY = ['application/json'];

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
  return {
    ...rest,
    ...(schema[INT_OR_STRING] && {
      oneOf: [{ type: 'integer' }, { type: 'string' }],
    }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, p]) => [name, publish(p)]),
      ),
    }),
    ...(items && { items: publish(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object'
          ? publish(additionalProperties)
          : additionalProperties,
    }),
  };
}

function schemaName(type: ResourceDefinition): string {
  const group = type.custom
    ? type.group.split('.').reverse().join('.')
    : `io.k8s.api.${type.group.split('.')[0] || 'core'}`;
  return `${group}.${type.version}.${type.kind}`;
}

function gvkOf({ group, version, kind }: ResourceDefinition): Json {
  return { group, version, kind };
}

function parameter(name: string): Json {
  return { name, in: 'query', schema: { type: 'string', uniqueItems: true } };
}

/** @param takes - the media types of the body, where there is one */
function operation(
  type: ResourceDefinition,
  action: string,
  takes?: string[],
): Json {
  const schema = { $ref: `#/components/schemas/${schemaName(type)}` };
  const contentOf = (media: string[]) => ({
    content: Object.fromEntries(media.map(name => [name, { schema }])),
  });
  return {
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvkOf(type),
    parameters: takes
      ? ['dryRun', 'fieldManager', 'fieldValidation'].map(parameter)
      : [],
    ...(takes && { requestBody: contentOf(takes) }),
    responses: { 200: { description: 'OK', ...contentOf(JSON_ONLY) } },
  };
}

function pathsOf(type: ResourceDefinition): Json {
  const scope = type.namespaced ? '/namespaces/{namespace}' : '';
  const base = `/${pathOf(type)}${scope}/${type.plural}`;
  const patches = [APPLY_PATCH, JSON_PATCH, MERGE_PATCH];
  return {
    [base]: {
      get: operation(type, 'list'),
      post: operation(type, 'post', JSON_ONLY),
    },
    [`${base}/{name}`]: {
      get: operation(type, 'get'),
      put: operation(type, 'put', JSON_ONLY),
      patch: operation(
        type,
        'patch',
        type.custom ? patches : [...patches, STRATEGIC_PATCH],
      ),
      delete: operation(type, 'delete', JSON_ONLY),
    },
  };
}

function schemaOf(type: ResourceDefinition): [string, Json] {
  const gvks = { 'x-kubernetes-group-version-kind': [gvkOf(type)] };
  return [schemaName(type), { ...publish(type.schema), ...gvks }];
}

/** Below `/openapi/v3`: `api/v1`, `apis/apps/v1`. */
function pathOf(type: ResourceDefinition): string {
  return `${type.group ? 'apis' : 'api'}/${apiVersionOf(type)}`;
}

/** OpenAPI v3: the index at `/openapi/v3`, a document per group and version below it. */
export class OpenApi {
  private readonly documents = new Map<string, string>();
  private generation = -1;

  constructor(private readonly registry: Registry) {}

  index(): Json {
    const paths: Json = {};
    for (const type of this.registry.all()) {
      const path = pathOf(type);
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

  /** The document of a group and version, by its path. */
  document(path: string): string | undefined {
    if (this.generation !== this.registry.generation) {
      this.documents.clear();
      this.generation = this.registry.generation;
    }
    const known = this.documents.get(path);
    if (known) {
      return known;
    }
    const types = this.registry.all().filter(t => pathOf(t) === path);
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
}
