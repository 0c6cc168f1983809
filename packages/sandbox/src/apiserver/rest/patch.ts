import { parse } from 'yaml';
import {
  ApiError,
  badRequest,
  cause,
  conflict,
  invalid,
  invalidOptions,
  notFound,
  unsupportedMediaType,
} from '../errors';
import { JsonPatchError, jsonPatch } from '../patch/jsonPatch';
import { mergePatch } from '../patch/mergePatch';
import { strategicMerge } from '../patch/strategic';
import { prune } from '../schema/prune';
import { applyObject } from '../ssa/fieldManager';
import { typeKey } from '../store/entry';
import { Json, Obj, apiVersionOf } from '../types';
import { checkApplied, dropNulls } from './applied';
import { insert, setIdentity } from './create';
import { checkKind, decode, fillDefaults, jsonProblem } from './decode';
import { ResourceRequest, checkIdentity, wrongName, writerOf } from './request';
import { find, update } from './update';

export const JSON_PATCH = 'application/json-patch+json';
export const MERGE_PATCH = 'application/merge-patch+json';
export const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
export const APPLY_PATCH = 'application/apply-patch+yaml';

/** Result of a patch: apply may create. */
export interface PatchResult {
  object: Obj;
  created: boolean;
}

function parseBody(text: string, contentType: string): Json {
  try {
    return contentType === APPLY_PATCH
      ? parse(text, { uniqueKeys: false })
      : JSON.parse(text);
  } catch (error) {
    throw badRequest(
      contentType === APPLY_PATCH
        ? `error decoding YAML: ${(error as Error).message}`
        : `error decoding patch: ${jsonProblem(text, error)}`,
    );
  }
}

function patched(
  request: ResourceRequest,
  live: Obj,
  change: Json,
  how: string,
) {
  const wanted = how === JSON_PATCH ? 'array' : 'object';
  const given = Array.isArray(change) ? 'array' : typeof change;
  if (given !== wanted || change === null) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${given} into Go value of type ${
        how === JSON_PATCH
          ? '[]handlers.jsonPatchOp'
          : 'map[string]interface {}'
      }`,
    );
  }
  switch (how) {
    case JSON_PATCH:
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
  ];
  if (!accepted.includes(contentType)) {
    throw contentType === STRATEGIC_PATCH
      ? unsupportedMediaType(accepted)
      : new ApiError(
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
    throw wrongName(next?.metadata?.name, request.name);
  }
  if (next.metadata.uid !== live.metadata.uid) {
    throw immutableUid(request, next.metadata.uid);
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
  const refuse = (why: string) => {
    const wrong = cause.invalid('patch', JSON.stringify(next), why);
    return invalid({ group: '', plural: '', kind: '' }, '', [wrong]);
  };
  if (request.fieldValidation === 'Strict') {
    const unknown = prune(request.type.schema, structuredClone(next));
    if (unknown.length) {
      throw refuse(
        `strict decoding error: ${unknown
          .map(field => `unknown field "${field}"`)
          .join(', ')}`,
      );
    }
  }
  try {
    return decode(request, next);
  } catch (error) {
    const why = /cannot be handled as a \w+: (json: .*)$/.exec(
      (error as Error).message,
    );
    throw why ? refuse(why[1]) : error;
  }
}

function immutableUid({ type, name }: ResourceRequest, uid: unknown): ApiError {
  const wrong = cause.invalid('metadata.uid', uid, 'field is immutable');
  // Two rules say so.
  return invalid(type, name, [wrong, wrong]);
}

/** Server-side apply. */
function apply(request: ResourceRequest, body: Json): PatchResult {
  const { type, cluster, namespace, name } = request;
  if (!request.fieldManager) {
    throw invalidOptions('PatchOptions', [
      cause.required('fieldManager', 'is required for apply patch'),
    ]);
  }
  if (body?.apiVersion !== apiVersionOf(type) || body.kind !== type.kind) {
    const [version, group = ''] = String(body?.apiVersion ?? '')
      .split('/')
      .reverse();
    throw badRequest(
      `invalid object type: ${group}/${version}, Kind=${body?.kind ?? ''}`,
    );
  }
  const config = checkKind(
    cluster.registry,
    type,
    dropNulls(type.schema, body),
  );
  if (config.metadata.managedFields) {
    throw badRequest('metadata.managedFields must be nil');
  }
  checkIdentity(request, config.metadata);
  checkApplied(request, config);
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
  const merged = applyObject(
    type.schema,
    live,
    config,
    writerOf(request),
    request.force,
  );
  if (live && uid && uid !== live.metadata.uid) {
    throw immutableUid(request, uid);
  }
  if (merged === live && !resourceVersion) {
    return { object: live, created: false };
  }
  const next: Obj = structuredClone(merged);
  prune(type.schema, next);
  fillDefaults(type, next);
  if (!live) {
    if (request.subresource) {
      throw notFound(type, name);
    }
    if (uid) {
      throw conflict(
        type,
        name,
        `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      );
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
