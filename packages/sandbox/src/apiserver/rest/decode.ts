import { badRequest } from '../errors';
import { applyDefaults } from '../schema/defaults';
import { prune } from '../schema/prune';
import { validateSchema } from '../schema/validate';
import { Json, Obj, ResourceDefinition, apiVersionOf } from '../types';
import { ResourceRequest } from './request';

const GO_TYPES: Record<string, string> = {
  integer: 'int32',
  boolean: 'bool',
  string: 'string',
  object: 'map[string]interface {}',
  array: '[]interface {}',
  number: 'float64',
};

/** Refuses what the server's Go types couldn't hold; custom resources get a 422 for that later. */
function checkTypes(type: ResourceDefinition, object: Obj): void {
  const wrong = validateSchema(type.schema, object, '').find(
    c => c.reason === 'FieldValueTypeInvalid',
  );
  if (wrong) {
    const match = /must be of type (\S+): "(\w+)"/.exec(wrong.message);
    const given = match?.[2] === 'integer' ? 'number' : match?.[2];
    throw badRequest(
      `${type.kind} in version "${type.version}" cannot be handled as a ${
        type.kind
      }: json: cannot unmarshal ${given} into Go struct field ${type.kind}.${
        wrong.field
      } of type ${GO_TYPES[match?.[1] ?? ''] ?? 'string'}`,
    );
  }
}

/** Refuses a body that is not an object of the type. Type and version may be left out. */
export function checkKind(type: ResourceDefinition, body: Json): Obj {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw badRequest("couldn't get version/kind; json parse error");
  }
  const wanted = apiVersionOf(type);
  if (!body.kind || !body.apiVersion) {
    if (type.custom) {
      throw badRequest(
        `Object 'Kind' is missing in '${JSON.stringify(body)}'`.slice(0, 300),
      );
    }
  }
  if (
    (body.kind ?? type.kind) !== type.kind ||
    (body.apiVersion ?? wanted) !== wanted
  ) {
    throw badRequest(
      `${body.kind} in version "${body.apiVersion}" cannot be handled as a ${type.kind}: the API version in the data (${body.apiVersion}) does not match the expected API version (${wanted})`,
    );
  }
  body.apiVersion = wanted;
  body.kind = type.kind;
  if (body.metadata === null || body.metadata === undefined) {
    body.metadata = {};
  }
  if (typeof body.metadata !== 'object' || Array.isArray(body.metadata)) {
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
  const object = checkKind(type, body);
  const unknown = prune(type.schema, object);
  if (unknown.length) {
    const texts = unknown.map(field => `unknown field "${field}"`);
    if (request.fieldValidation === 'Strict') {
      throw badRequest(
        `${type.kind} in version "${type.version}" cannot be handled as a ${
          type.kind
        }: strict decoding error: ${texts.join(', ')}`,
      );
    }
    if (request.fieldValidation === 'Warn') {
      request.warnings.push(...texts);
    }
  }
  if (!type.custom) {
    checkTypes(type, object);
  }
  fillDefaults(type, object);
  return object;
}

export function fillDefaults(type: ResourceDefinition, object: Obj): void {
  applyDefaults(type.schema, object);
  type.strategy.defaults?.(object);
}
