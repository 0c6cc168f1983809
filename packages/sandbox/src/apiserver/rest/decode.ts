import { ApiError, badRequest, cause, invalid } from '../errors';
import { Registry } from '../registry/registry';
import { BadQuantity } from '../types/podRules';
import { dropEmpty } from '../schema/dropEmpty';
import { applyDefaults } from '../schema/defaults';
import { prune } from '../schema/prune';
import { TYPE_MISMATCH, validateSchema } from '../schema/validate';
import { isMap, valueAt, valuesOf } from '../schema/walk';
import { Json, Obj, ResourceDefinition, Schema, apiVersionOf } from '../types';
import { ResourceRequest } from './request';

/** So much of a body is quoted. */
const SHOWN_BODY = 30;

const GO_TYPES: Record<string, string> = {
  integer: 'int32',
  boolean: 'bool',
  string: 'string',
  object: 'map[string]interface {}',
  array: '[]interface {}',
  number: 'float64',
};

function cannotHandle(
  { kind, version }: ResourceDefinition,
  why: string,
): ApiError {
  return badRequest(
    `${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`,
  );
}

/** Refuses what the server's Go types couldn't hold. Of a custom resource, only the metadata has one. */
function checkTypes(type: ResourceDefinition, object: Obj): void {
  const { schema, custom } = type;
  const causes = custom
    ? validateSchema(schema.properties?.metadata ?? {}, object.metadata, '')
    : validateSchema(schema, object, '');
  for (const { message, field } of causes) {
    const [, wanted, given] = TYPE_MISMATCH.exec(message) ?? [];
    if (wanted === 'byte') {
      const at = /[^A-Za-z0-9+/=]/.exec(given)?.index ?? given.length;
      throw cannotHandle(type, `illegal base64 data at input byte ${at}`);
    }
    if (wanted) {
      throw cannotHandle(
        type,
        `json: cannot unmarshal ${goValue(
          wanted,
          given,
          valueAt(object, field),
        )} into Go struct field ${
          custom ? `ObjectMeta.${field.split(/[.[]/)[0]}` : goField(type, field)
        } of type ${
          isBytes(schema, field) ? '[]uint8' : GO_TYPES[wanted] ?? 'string'
        }`,
      );
    }
  }
}

function goValue(wanted: string, given: string, value: unknown): string {
  if (given === 'number' && wanted === 'integer') {
    return `number ${value}`;
  }
  return given === 'integer' ? 'number' : given;
}

function isBytes(schema: Schema, field: string): boolean {
  const [name] = field.split('.');
  return valuesOf(schema.properties?.[name])?.format === 'byte';
}

/** Unknown fields of custom resources are found in the order of their names. */
function sorted({ custom }: ResourceDefinition, fields: string[]): string[] {
  return custom ? fields.sort() : fields;
}

/** The field as Go names it: without indexes, and a map's keys are no part of it. */
function goField({ kind, schema }: ResourceDefinition, field: string): string {
  const names: string[] = [];
  let at: Schema | undefined = schema;
  for (const name of field.replace(/\[\d+\]/g, '').split('.')) {
    while (at?.items) {
      at = at.items;
    }
    if (!at?.properties?.[name]) {
      break;
    }
    names.push(name);
    at = at.properties[name];
  }
  // Go names the struct that has the field; only those that every type has are known here.
  let struct = kind;
  if (names[0] === 'spec' && names.length === 2) {
    struct = `${kind}Spec`;
  } else if (names[0] === 'metadata') {
    struct = 'ObjectMeta';
  }
  return `${struct}.${names.join('.')}`;
}

function shownBody(body: string): string {
  const text = body.startsWith('{') ? body : Buffer.from(body).toString('hex');
  return text.length > SHOWN_BODY ? `${text.slice(0, SHOWN_BODY)} ...` : text;
}

/** What Go says of JSON that ends too soon, which is how JSON is broken most often. */
export function jsonProblem(text: string, error: unknown): string {
  const { message } = error as Error;
  const at = /at position (\d+)/.exec(message)?.[1];
  const ended = /^Unexpected end/.test(message) || Number(at) >= text.length;
  return ended ? 'unexpected end of JSON input' : message;
}

/** The answer to a body that can't be read at all. */
export function unrecognized(
  kind: string,
  why: string,
  body: string,
): ApiError {
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): ${why} (${shownBody(
      body,
    )})`,
  );
}

function wrongType(
  registry: Registry,
  type: ResourceDefinition,
  body: Json,
): ApiError {
  const { kind = type.kind, apiVersion = apiVersionOf(type) } = body;
  const version = apiVersion.split('/').pop();
  if (type.custom && apiVersion !== apiVersionOf(type)) {
    return badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(
        type,
      )})`,
    );
  }
  if (type.custom) {
    return invalid({ ...type, kind }, body.metadata?.name ?? '', [
      cause.invalid('kind', kind, `must be ${type.kind}`),
    ]);
  }
  const known = registry.byKind(apiVersion, kind);
  return badRequest(
    `${kind} in version "${version}" cannot be handled as a ${type.kind}: ${
      known
        ? `converting (${version}.${kind}) to (${
            type.group.split('.')[0] || 'core'
          }.${type.kind}): unknown conversion`
        : `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`
    }`,
  );
}

const GO_HEADER =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** Refuses a body that is not an object of the type. Type and version may be left out. */
export function checkKind(
  registry: Registry,
  type: ResourceDefinition,
  body: Json,
): Obj {
  if (body === undefined) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${type.kind}): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)`,
    );
  }
  const text = JSON.stringify(body);
  if (!isMap(body)) {
    throw unrecognized(
      type.kind,
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${
        Array.isArray(body) ? 'array' : typeof body
      } into Go value of type ${GO_HEADER}`,
      text,
    );
  }
  if (type.custom && (!body.kind || !body.apiVersion)) {
    throw unrecognized(
      type.kind,
      `Object 'Kind' is missing in '${text}'`,
      text,
    );
  }
  const wanted = apiVersionOf(type);
  if (
    (body.apiVersion || wanted) !== wanted ||
    (body.kind || type.kind) !== type.kind
  ) {
    throw wrongType(registry, type, body);
  }
  body.apiVersion = wanted;
  body.kind = type.kind;
  body.metadata ??= {};
  if (!isMap(body.metadata)) {
    throw badRequest(`invalid object metadata`);
  }
  return body;
}

/**
 * Turns a body into an object of the type: checks its kind, drops unknown fields, fills in defaults. The body is
 * changed in place.
 *
 * @throws ApiError 400 for a wrong kind or wrong types, or for unknown fields when validation is strict
 */
export function decode(request: ResourceRequest, body: Json): Obj {
  const { type } = request;
  const object = checkKind(request.cluster.registry, type, body);
  const texts = [
    ...(request.duplicates ?? []).map(field => `duplicate field "${field}"`),
    ...sorted(type, prune(type.schema, object)).map(
      field => `unknown field "${field}"`,
    ),
  ];
  if (texts.length) {
    if (request.fieldValidation === 'Strict') {
      throw cannotHandle(type, `strict decoding error: ${texts.join(', ')}`);
    }
    if (request.fieldValidation === 'Warn') {
      request.warnings.push(...texts);
    }
  }
  checkTypes(type, object);
  fillDefaults(type, object);
  return object;
}

export function fillDefaults(type: ResourceDefinition, object: Obj): void {
  dropEmpty(type, object);
  applyDefaults(type.schema, object);
  try {
    type.strategy.defaults?.(object);
  } catch (error) {
    throw error instanceof BadQuantity
      ? cannotHandle(type, error.message)
      : error;
  }
}
