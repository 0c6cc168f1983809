import {
  ApiError,
  badRequest,
  cause,
  conflict,
  forbidden,
  invalidOptions,
} from '../errors';
import { must, unless } from '../schema/checks';
import { isMap } from '../schema/walk';
import { typeKey } from '../store/entry';
import { Json, Obj, ResourceDefinition } from '../types';
import { ResourceRequest, timestamp } from './request';
import { find } from './update';

/** `DeleteOptions`, from body and query. */
export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  uid?: string;
  resourceVersion?: string;
  dryRun?: boolean;
}

export interface DeleteResult {
  object: Obj;
  /** False while finalizers or a grace period keep it. */
  gone: boolean;
}

/** Namespaces that nobody can delete. */
const KEPT = ['default', 'kube-system', 'kube-public'];
const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

const POLICIES = ['Foreground', 'Background', 'Orphan'];

/** @throws ApiError 400 or 422 for options that say nothing, or too much */
export function readDeleteOptions(
  body: Json,
  query: URLSearchParams,
): DeleteOptions {
  const options = isMap(body) ? body : {};
  const option = (name: string) =>
    options[name] ?? query.get(name) ?? undefined;
  if (options.kind && options.kind !== 'DeleteOptions') {
    throw badRequest(
      `no kind "${options.kind}" is registered for version "${options.apiVersion}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  const orphan = option('orphanDependents');
  const policy: string | undefined = option('propagationPolicy');
  const grace = option('gracePeriodSeconds');
  const dryRun = options.dryRun ?? [];
  const wrong = [
    ...must(
      orphan === undefined || !policy,
      'propagationPolicy',
      policy,
      'orphanDependents and deletionPropagation cannot be both set',
    ),
    ...unless(
      policy === undefined || POLICIES.includes(policy),
      cause.unsupported('propagationPolicy', policy, [...POLICIES, 'nil']),
    ),
    ...unless(
      Array.isArray(dryRun) && dryRun.every(value => value === 'All'),
      cause.unsupported('dryRun', dryRun, ['All']),
    ),
  ];
  if (wrong.length) {
    throw invalidOptions('DeleteOptions', wrong.slice(0, 1));
  }
  if (grace !== undefined && !Number.isInteger(Number(grace))) {
    throw badRequest(`invalid gracePeriodSeconds: ${grace}`);
  }
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
    propagationPolicy:
      policy ?? (String(orphan) === 'true' ? 'Orphan' : undefined),
    dryRun: dryRun.length > 0,
    uid: options.preconditions?.uid,
    resourceVersion: options.preconditions?.resourceVersion,
  };
}

function finalizersOf(object: Obj, policy: string | undefined): string[] {
  const others = (object.metadata.finalizers ?? []).filter(
    (f: string) => f !== FOREGROUND && f !== ORPHAN,
  );
  switch (policy) {
    case 'Foreground':
      return [...others, FOREGROUND];
    case 'Orphan':
      return [...others, ORPHAN];
    case 'Background':
      return others;
    default:
      return object.metadata.finalizers ?? [];
  }
}

function staleDelete(
  { kind }: ResourceDefinition,
  name: string,
  what: string,
  wanted: string,
  actual: string,
): ApiError {
  const why =
    what === 'UID'
      ? 'The object might have been deleted and then recreated'
      : 'The object might have been modified';
  return conflict(
    { group: '', plural: kind, kind },
    name,
    `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${actual}). ${why}`,
  );
}

/** DELETE of one object: it goes at once, or is marked when something must happen first. */
export function remove(
  request: ResourceRequest,
  options: DeleteOptions,
): DeleteResult {
  const live = find(request).object;
  const { type, cluster } = request;
  const { name, namespace = '', uid, resourceVersion } = live.metadata;
  for (const [what, wanted, actual] of [
    ['UID', options.uid, uid],
    ['ResourceVersion', options.resourceVersion, resourceVersion],
  ]) {
    if (wanted && wanted !== actual) {
      throw staleDelete(type, name, what, wanted, actual);
    }
  }
  if (type.kind === 'Namespace' && KEPT.includes(name)) {
    throw forbidden(type, name, 'this namespace may not be deleted');
  }
  const grace =
    type.strategy.gracePeriod?.(live, options.gracePeriodSeconds) ?? 0;
  const finalizers = [
    ...finalizersOf(live, options.propagationPolicy),
    ...(type.strategy.cleanup?.filter(
      f => !live.metadata.finalizers?.includes(f),
    ) ?? []),
  ];
  const key = typeKey(type);
  const waits =
    finalizers.length > 0 ||
    grace > 0 ||
    (type.kind === 'Namespace' && live.spec?.finalizers?.length > 0);
  if (!waits && request.dryRun) {
    return { object: live, gone: true };
  }
  if (!waits) {
    // What can have a grace period says that it had none.
    const last = type.strategy.gracePeriod ? mark(live, [], 0) : live;
    const removed = cluster.store.remove(key, namespace, name, last)!;
    return { object: removed.object, gone: true };
  }
  const marked = mark(live, finalizers, grace);
  if (marked === live || request.dryRun) {
    return { object: marked, gone: false };
  }
  return { object: cluster.store.put(key, marked).object, gone: false };
}

/** The object as being deleted; itself when nothing changes. */
function mark(live: Obj, finalizers: string[], grace: number): Obj {
  const { metadata } = live;
  const already = metadata.deletionTimestamp !== undefined;
  const shorter = grace < (metadata.deletionGracePeriodSeconds ?? Infinity);
  const same =
    finalizers.length === (metadata.finalizers ?? []).length &&
    finalizers.every(f => metadata.finalizers.includes(f));
  if (already && !shorter && same) {
    return live;
  }
  const next: Obj = {
    ...live,
    metadata: {
      ...metadata,
      ...(finalizers.length ? { finalizers } : {}),
      ...(already && !shorter
        ? {}
        : {
            deletionTimestamp: timestamp(Date.now() + grace * 1000),
            ...(live.kind === 'Namespace'
              ? {}
              : { deletionGracePeriodSeconds: grace }),
          }),
      ...(metadata.generation && !already
        ? { generation: metadata.generation + 1 }
        : {}),
    },
  };
  if (!finalizers.length) {
    delete next.metadata.finalizers;
  }
  if (live.kind === 'Namespace') {
    next.status = { ...live.status, phase: 'Terminating' };
  }
  return next;
}
