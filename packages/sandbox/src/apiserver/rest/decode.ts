import { badRequest } from '../errors';
import { applyDefaults } from '../schema/defaults';
import { prune } from '../schema/prune';
import { validateSchema } from '../schema/validate';
import { Json, Obj, ResourceDefinition, Schema, apiVersionOf } from '../types';
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
  for (const wrong of validateSchema(type.schema, object, '')) {
    const prefix = `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}`;
    const match = /must be of type (\S+): "(.*)"/.exec(wrong.message);
    if (match?.[1] === 'byte') {
      const at = /[^A-Za-z0-9+/=]/.exec(match[2])?.index ?? match[2].length;
      throw badRequest(`${prefix}: illegal base64 data at input byte ${at}`);
    }
    if (wrong.reason === 'FieldValueTypeInvalid') {
      const given = match?.[2] === 'integer' ? 'number' : match?.[2];
      throw badRequest(
        `${prefix}: json: cannot unmarshal ${given} into Go struct field ${goField(
          type,
          wrong.field,
        )} of type ${GO_TYPES[match?.[1] ?? ''] ?? 'string'}`,
      );
    }
  }
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
  const struct =
    names[0] === 'spec' && names.length === 2 ? `${kind}Spec` : kind;
  return `${struct}.${names.join('.')}`;
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
  if ((body.apiVersion || wanted) !== wanted) {
    throw badRequest(
      `the API version in the data (${body.apiVersion}) does not match the expected API version (${wanted})`,
    );
  }
  if ((body.kind || type.kind) !== type.kind) {
    throw badRequest(
      `${body.kind} in version "${type.version}" cannot be handled as a ${
        type.kind
      }: converting (${type.version}.${body.kind}) to (${
        type.group.split('.')[0] || 'core'
      }.${type.kind}): unknown conversion`,
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
