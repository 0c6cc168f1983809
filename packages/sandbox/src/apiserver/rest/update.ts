import { cause, conflict, internal, invalid, notFound } from '../errors';
import { updateManagers } from '../ssa/fieldManager';
import { deepEqual } from '../ssa/typed';
import { Entry, typeKey } from '../store/entry';
import { Json, Obj, ResourceDefinition } from '../types';
import { decode } from './decode';
import {
  ResourceRequest,
  SERVER_SET,
  checkIdentity,
  writerOf,
} from './request';
import { validateObject } from './validation';

/** The stored object that a request names. */
export function find(request: ResourceRequest): Entry {
  const { cluster, type, namespace, name } = request;
  const entry = cluster.store.get(typeKey(type), namespace, name);
  if (!entry) {
    throw notFound(type, name);
  }
  return entry;
}

/** PUT of an object or of its status. */
export function replace(request: ResourceRequest, body: Json): Obj {
  const live = find(request).object;
  const object = decode(request, body);
  const { type } = request;
  checkIdentity(request, object.metadata);
  if (type.custom && !object.metadata.resourceVersion) {
    throw invalid({ ...type, kind: type.plural }, request.name, [
      cause.invalid(
        'metadata.resourceVersion',
        0,
        'must be specified for an update',
      ),
    ]);
  }
  return update(request, live, object);
}

function checkPreconditions(type: ResourceDefinition, live: Obj, next: Obj) {
  const { resourceVersion, uid } = next.metadata;
  const { name } = live.metadata;
  const namespace = live.metadata.namespace
    ? `${live.metadata.namespace}/`
    : '';
  if (resourceVersion && !/^\d+$/.test(resourceVersion)) {
    throw internal(
      `strconv.ParseUint: parsing ${JSON.stringify(
        resourceVersion,
      )}: invalid syntax`,
    );
  }
  if (resourceVersion && resourceVersion !== live.metadata.resourceVersion) {
    throw conflict(type, name);
  }
  if (uid && uid !== live.metadata.uid) {
    const key = `/registry/${type.plural}/${namespace}${name}`;
    throw conflict(
      type,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`,
    );
  }
}

const OPERATIONS = new Set(['Apply', 'Update']);

/** Makes a field what it is elsewhere, or not there. */
function copy(field: string, from: Json, to: Json): void {
  if (from[field] === undefined) {
    delete to[field];
  } else {
    to[field] = from[field];
  }
}

/** Puts back what this endpoint does not write. */
function isolate(request: ResourceRequest, live: Obj, next: Obj): Obj {
  if (request.subresource === 'status') {
    const isolated: Obj = {
      ...live,
      metadata: {
        ...live.metadata,
        managedFields: next.metadata.managedFields,
      },
    };
    if (!request.type.custom && next.metadata.annotations) {
      isolated.metadata.annotations = next.metadata.annotations;
    }
    copy('status', next, isolated);
    return isolated;
  }
  if (request.type.status) {
    copy('status', live, next);
  }
  for (const field of [...SERVER_SET, 'generation', 'name', 'namespace']) {
    copy(field, live.metadata, next.metadata);
  }
  return next;
}

/**
 * Writes a changed object: the way of PUT and of all patches.
 *
 * @param next - decoded, with defaults; may be changed
 * @param applied - whether `next` carries the managedFields of a server-side apply
 */
export function update(
  request: ResourceRequest,
  live: Obj,
  next: Obj,
  applied = false,
): Obj {
  const { type } = request;
  checkPreconditions(type, live, next);
  const sent = next.metadata.managedFields as Json[] | undefined;
  const object = isolate(request, live, next);
  object.metadata.resourceVersion = live.metadata.resourceVersion;
  // Clients that strip the entries keep those there are; a list with one empty entry asks for a reset.
  const reset = sent?.length === 1 && !Object.keys(sent[0]).length;
  if (!applied && (reset || !live.metadata.managedFields?.length)) {
    // From then on nothing is kept until somebody applies.
    delete object.metadata.managedFields;
  } else if (!applied) {
    const valid = sent?.length && sent.every(e => OPERATIONS.has(e.operation));
    object.metadata.managedFields = updateManagers(
      type.schema,
      live,
      object,
      valid ? sent : live.metadata.managedFields,
      writerOf(request),
    );
  }
  return store(request, live, object);
}

function content(object: Obj): Json {
  const { metadata: _, status: _1, ...rest } = object;
  return rest;
}

function withoutTimes(object: Obj): Json {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: (object.metadata.managedFields ?? []).map((e: Json) => ({
        ...e,
        time: '',
      })),
    },
  };
}

function store(request: ResourceRequest, live: Obj, object: Obj): Obj {
  const { type, cluster } = request;
  if (request.subresource !== 'status') {
    type.strategy.prepareUpdate?.(object, live, cluster.context);
  }
  validateObject(request, object, live);
  if (
    type.generation &&
    request.subresource !== 'status' &&
    !deepEqual(content(live), content(object))
  ) {
    object.metadata.generation = (live.metadata.generation ?? 0) + 1;
  }
  if (isFinished(object)) {
    // The last finalizer went: the object goes as it was, and nobody sees it without one.
    if (!request.dryRun) {
      const { name, namespace = '' } = object.metadata;
      cluster.store.remove(typeKey(type), namespace, name);
    }
    return object;
  }
  if (deepEqual(withoutTimes(live), withoutTimes(object))) {
    return live;
  }
  if (request.dryRun) {
    return object;
  }
  return cluster.store.put(typeKey(type), object).object;
}

/** Whether a deleted object has nothing left to wait for. */
export function isFinished(object: Obj): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } =
    object.metadata;
  return (
    deletionTimestamp !== undefined &&
    !finalizers?.length &&
    !(deletionGracePeriodSeconds > 0) &&
    !(object.kind === 'Namespace' && object.spec?.finalizers?.length)
  );
}
