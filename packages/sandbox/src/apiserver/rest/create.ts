import { randomUUID, randomInt } from 'node:crypto';
import {
  ApiError,
  alreadyExists,
  forbidden,
  internal,
  notFound,
} from '../errors';
import { updateManagers } from '../ssa/fieldManager';
import { typeKey } from '../store/entry';
import { Json, Obj } from '../types';
import { decode } from './decode';
import {
  ResourceRequest,
  SERVER_SET,
  checkIdentity,
  timestamp,
  writerOf,
} from './request';
import { validateObject } from './validation';

const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';
const NAMESPACES = { group: '', plural: 'namespaces', kind: 'Namespace' };

function generateName(base: string): string {
  let name = base.slice(0, 58);
  for (let i = 0; i < 5; i++) {
    name += SUFFIX[randomInt(SUFFIX.length)];
  }
  return name;
}

/** Refuses new objects in namespaces that do not exist or are going. */
function checkNamespace(request: ResourceRequest, name: string): void {
  if (!request.type.namespaced) {
    return;
  }
  const { namespace, cluster } = request;
  const found = cluster.store.get('/namespaces', '', namespace);
  if (!found) {
    throw notFound(NAMESPACES, namespace);
  }
  if (found.object.metadata.deletionTimestamp) {
    const message = `namespace ${namespace} is being terminated`;
    throw forbidden(
      request.type,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message,
          field: 'metadata.namespace',
        },
      ],
    );
  }
}

/** POST. */
export function create(request: ResourceRequest, body: Json): Obj {
  const { type } = request;
  const object = decode(request, body);
  if (object.metadata.resourceVersion) {
    throw internal(
      'resourceVersion should not be set on objects to be created',
    );
  }
  setIdentity(request, object);
  if (type.status && !type.strategy.keepsStatus) {
    delete object.status;
  }
  object.metadata.managedFields = updateManagers(
    type.schema,
    undefined,
    object,
    [],
    writerOf({ ...request, subresource: '' }),
  );
  if (!object.metadata.managedFields.length) {
    delete object.metadata.managedFields;
  }
  return insert(request, object);
}

/** Name and namespace as the request has them, and nothing that only the server may set. */
export function setIdentity(request: ResourceRequest, object: Obj): void {
  const { type, namespace } = request;
  const { metadata } = object;
  if (type.namespaced) {
    checkIdentity(request, { namespace: metadata.namespace });
    metadata.namespace = namespace;
  } else {
    delete metadata.namespace;
  }
  if (!metadata.name && metadata.generateName) {
    metadata.name = generateName(metadata.generateName);
  }
  for (const field of [
    ...SERVER_SET,
    'resourceVersion',
    'managedFields',
    // Types without a rule for it keep what they were sent.
    ...(type.generation ? ['generation'] : []),
  ]) {
    delete metadata[field];
  }
}

/** A pod runs as an account that there is; the default one may still be on its way. */
function checkAccount({ cluster, type }: ResourceRequest, pod: Obj): void {
  const account = pod.spec?.serviceAccountName ?? 'default';
  const { name, namespace } = pod.metadata;
  if (
    account !== 'default' &&
    !cluster.store.get('/serviceaccounts', namespace, account)
  ) {
    throw forbidden(
      type,
      name,
      `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`,
    );
  }
}

/** Admits, validates and stores a new object. */
export function insert(request: ResourceRequest, object: Obj): Obj {
  const { type, cluster } = request;
  checkNamespace(request, object.metadata.name);
  object.metadata = {
    ...object.metadata,
    uid: randomUUID(),
    creationTimestamp: timestamp(),
    ...(type.generation ? { generation: 1 } : {}),
  };
  if (type.kind === 'Pod') {
    checkAccount(request, object);
  }
  type.strategy.prepareCreate?.(object, cluster.context);
  validateObject(request, object);
  const key = typeKey(type);
  const { name, namespace = '' } = object.metadata;
  if (cluster.store.get(key, namespace, name)) {
    throw alreadyExists(type, name);
  }
  if (request.dryRun) {
    return object;
  }
  return cluster.store.put(key, object).object;
}

/** Like {@link create}, for objects that the cluster itself makes; one that is there already stays. */
export function ensure(request: ResourceRequest, object: Obj): void {
  try {
    create(request, object);
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') {
      throw error;
    }
  }
}
