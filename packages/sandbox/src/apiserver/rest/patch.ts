import { parse } from 'yaml';
import {
  ApiError,
  badRequest,
  cause,
  internal,
  invalid,
  notFound,
  unsupportedMediaType,
} from '../errors';
import { JsonPatchError, jsonPatch } from '../patch/jsonPatch';
import { mergePatch } from '../patch/mergePatch';
import { strategicMerge } from '../patch/strategic';
import { prune } from '../schema/prune';
import { validateSchema } from '../schema/validate';
import { applyObject } from '../ssa/fieldManager';
import { typeKey } from '../store/store';
import { Cause, Json, Obj, apiVersionOf } from '../types';
import { insert, setIdentity } from './create';
import { checkKind, decode, fillDefaults } from './decode';
import { ResourceRequest, timestamp } from './request';
import { find, update } from './update';

export const JSON_PATCH = 'application/json-patch+json';
export const MERGE_PATCH = 'application/merge-patch+json';
export const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
export const APPLY_PATCH = 'application/apply-patch+yaml';
const APPLY_PATCH_CBOR = 'application/apply-patch+cbor';

/** Result of a patch: apply may create. */
export interface PatchResult {
  object: Obj;
  created: boolean;
}

function parseBody(text: string, contentType: string): Json {
  try {
    return contentType === APPLY_PATCH ? parse(text) : JSON.parse(text);
  } catch (error) {
    throw badRequest(
      contentType === APPLY_PATCH
        ? `error decoding YAML: ${(error as Error).message}`
        : `error decoding patch: ${(error as Error).message}`,
    );
  }
}

function patched(
  request: ResourceRequest,
  live: Obj,
  change: Json,
  how: string,
) {
  switch (how) {
    case JSON_PATCH:
      if (!Array.isArray(change)) {
        throw badRequest(
          'error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
        );
      }
      try {
        return jsonPatch(live, change);
      } catch (error) {
        if (error instanceof JsonPatchError) {
          throw new ApiError(
            422,
            'Invalid',
            'the server rejected our request due to an error in our request',
            {},
          );
        }
        throw error;
      }
    case MERGE_PATCH:
      return mergePatch(live, change);
    default:
      return strategicMerge(request.type.schema, live, change);
  }
}

/** PATCH in all its kinds, of an object or of its status. */
export function patch(
  request: ResourceRequest,
  contentType: string,
  text: string,
): PatchResult {
  const { type } = request;
  const accepted = [
    JSON_PATCH,
    MERGE_PATCH,
    ...(type.custom ? [] : [STRATEGIC_PATCH]),
    APPLY_PATCH,
    APPLY_PATCH_CBOR,
  ];
  if (!accepted.includes(contentType) || contentType === APPLY_PATCH_CBOR) {
    if (type.custom && contentType === STRATEGIC_PATCH) {
      throw unsupportedMediaType(accepted.slice(0, 3));
    }
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      '415: Unsupported Media Type',
      {},
    );
  }
  const body = parseBody(text, contentType);
  if (contentType === APPLY_PATCH) {
    return apply(request, body);
  }
  const live = find(request).object;
  // Patches share what they don't touch with the live object, which decoding must not change.
  const next = structuredClone(patched(request, live, body, contentType));
  if (next?.metadata?.name !== request.name) {
    throw badRequest(
      `the name of the object (${next?.metadata?.name}) does not match the name on the URL (${request.name})`,
    );
  }
  const changesVersion =
    next.metadata.resourceVersion !== live.metadata.resourceVersion;
  if (changesVersion && !next.metadata.resourceVersion) {
    delete next.metadata.resourceVersion;
  }
  const object = decodePatched(request, next);
  return { object: update(request, live, object), created: false };
}

/** A patch with unknown fields is told off in other words than an object. */
function decodePatched(request: ResourceRequest, next: Json): Obj {
  if (request.fieldValidation === 'Strict') {
    const unknown = prune(request.type.schema, structuredClone(next));
    if (unknown.length) {
      const wrong = cause.invalid(
        'patch',
        JSON.stringify(next),
        `strict decoding error: ${unknown
          .map(field => `unknown field "${field}"`)
          .join(', ')}`,
      );
      throw new ApiError(
        422,
        'Invalid',
        ` "" is invalid: patch: ${wrong.message}`,
        { causes: [wrong] },
      );
    }
  }
  return decode(request, next);
}

/** What the typed form says of a value of another type. */
function typeProblem(config: Obj, wrong: Cause): string {
  const match = /must be of type (\S+): "(\w+)"/.exec(wrong.message);
  if (match?.[1] === 'integer' || match?.[1] === 'number') {
    return `expected numeric (int or float), got ${match[2]}`;
  }
  const names: Record<string, string> = { object: 'map', array: 'list' };
  const expected = names[match?.[1] ?? ''] ?? match?.[1];
  const path = wrong.field.replace(/\[(\d+)\]/g, '.$1').split('.');
  const value = path.reduce<Json>((at, name) => at?.[name], config);
  return `expected ${expected}, got &{${
    typeof value === 'object' ? JSON.stringify(value) : value
  }}`;
}

/** @param namespace - as the configuration has it, if at all */
function checkApplied(
  { type, name }: ResourceRequest,
  config: Obj,
  namespace: string,
): void {
  const problems = prune(type.schema, structuredClone(config)).map(
    field => `.${field}: field not declared in schema`,
  );
  if (!problems.length) {
    for (const wrong of validateSchema(type.schema, config, '')) {
      if (wrong.reason === 'FieldValueTypeInvalid') {
        problems.push(`.${wrong.field}: ${typeProblem(config, wrong)}`);
      }
    }
  }
  if (problems.length) {
    const all =
      problems.length > 1 ? `errors:\n  ${problems.join('\n  ')}` : problems[0];
    throw internal(
      `failed to create typed patch object (${namespace}/${name}; ${type.group}/${type.version}, Kind=${type.kind}): ${all}`,
    );
  }
}

/** Server-side apply. */
function apply(request: ResourceRequest, body: Json): PatchResult {
  const { type, cluster, namespace, name } = request;
  if (!request.fieldManager) {
    throw invalid(
      { group: 'meta.k8s.io', plural: '', kind: 'PatchOptions' },
      '',
      [cause.required('fieldManager', 'is required for apply patch')],
    );
  }
  if (!body?.apiVersion || !body.kind) {
    throw badRequest('invalid object type: /, Kind=');
  }
  const config = checkKind(type, body);
  if (config.metadata.managedFields?.length) {
    throw badRequest('metadata.managedFields must be nil');
  }
  if (config.metadata.name && config.metadata.name !== name) {
    throw badRequest(
      `the name of the object (${config.metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if (config.metadata.namespace && config.metadata.namespace !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  checkApplied(request, config, config.metadata.namespace ?? '');
  config.metadata.name = name;
  if (type.namespaced) {
    config.metadata.namespace = namespace;
  }
  const { resourceVersion, uid } = config.metadata;
  if (request.subresource === 'status') {
    for (const field of Object.keys(config)) {
      if (!['apiVersion', 'kind', 'metadata', 'status'].includes(field)) {
        delete config[field];
      }
    }
    config.metadata = { name, ...(namespace ? { namespace } : {}) };
  } else if (type.status) {
    delete config.status;
  }
  const live = cluster.store.get(typeKey(type), namespace, name)?.object;
  const writer = {
    manager: request.fieldManager,
    apiVersion: apiVersionOf(type),
    subresource: request.subresource,
    custom: type.custom,
    now: timestamp(),
  };
  const merged = applyObject(type.schema, live, config, writer, request.force);
  if (merged === live && !resourceVersion) {
    return { object: live, created: false };
  }
  const next: Obj = structuredClone(merged);
  prune(type.schema, next);
  fillDefaults(type, next);
  if (!live) {
    if (request.subresource || resourceVersion || uid) {
      throw notFound(type, name);
    }
    const { managedFields } = next.metadata;
    setIdentity(request, next);
    next.metadata.managedFields = managedFields;
    return { object: insert(request, next), created: true };
  }
  next.metadata.resourceVersion = resourceVersion;
  next.metadata.uid = uid;
  return { object: update(request, live, next, true), created: false };
}
