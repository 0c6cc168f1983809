import { isDeepStrictEqual } from 'node:util';
import { ConflictError } from '@backstage/errors';
import { KubeResponseError } from '../errors/mapErrors';
import { isObjectMissing } from '../errors/KubeStatus';
import { redact, secretTexts } from '../errors/redact';
import {
  ApplyOptions,
  ApplyResult,
  CallOptions,
  KubeObject,
  ObjectKey,
} from '../types';
import { fieldOwners, ManagedFields } from './fieldOwners';
import { KubeRequester } from './KubeRequester';
import { keyLabel, objectPath } from './paths';

/**
 * Takes what the project never uses, and what makes objects large, out of an object in place.
 *
 * @param besides - leaves the names of the field managers but this one, as `metadata.managers`
 * @param ownersBesides - leaves what the field managers but this one hold, as `metadata.owners`
 * @internal
 */
export function stripManagedFields<T extends KubeObject>(
  object: T,
  besides?: string,
  ownersBesides?: string,
): T {
  const metadata = object.metadata as KubeObject['metadata'] & {
    managedFields?: ManagedFields[];
  };
  if (ownersBesides !== undefined) {
    metadata.owners = fieldOwners(metadata.managedFields, ownersBesides);
  }
  if (besides !== undefined) {
    const others = (metadata.managedFields ?? []).flatMap(
      ({ manager, subresource }) =>
        subresource || manager === besides ? [] : [manager ?? ''],
    );
    metadata.managers = [...new Set(others)].sort();
  }
  delete metadata.managedFields;
  return object;
}

/**
 * What a person or controller wanted of an object: without what the API server keeps of it and without its status.
 * Two versions with equal desired state are the same to us.
 *
 * @public
 */
export function desiredState(object: KubeObject): unknown {
  const { status: _status, metadata, ...rest } = object;
  const {
    resourceVersion: _r,
    generation: _g,
    managedFields: _m,
    uid: _u,
    creationTimestamp: _c,
    ...kept
  } = metadata as KubeObject['metadata'] & { managedFields?: unknown };
  return { ...rest, metadata: kept };
}

/** @returns undefined when the object does not exist @throws KubeResponseError @internal */
export async function getObject<T extends KubeObject>(
  requester: KubeRequester,
  key: ObjectKey,
  options?: CallOptions & { besides?: string },
): Promise<T | undefined> {
  try {
    return stripManagedFields(
      await requester.object<T>({
        method: 'GET',
        path: objectPath(key),
        what: `get ${keyLabel(key)}`,
        signal: options?.signal,
        timeoutMs: options?.timeoutMs,
      }),
      options?.besides,
    );
  } catch (error) {
    if (
      error instanceof KubeResponseError &&
      isObjectMissing(error.status, key.name)
    ) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Server-side apply. Whether something changed is read from the object before and after: the API server leaves the
 * resourceVersion alone when nothing did; when it differs, only the desired state counts, because a controller may have
 * written the status in between.
 *
 * @throws KubeResponseError
 * @internal
 */
export async function applyObject(
  requester: KubeRequester,
  key: ObjectKey,
  object: KubeObject,
  options: ApplyOptions & { fieldManager: string },
): Promise<ApplyResult> {
  const { fieldManager, dryRun, force, resourceVersion, signal, timeoutMs } =
    options;
  const before = await getObject(requester, key, { signal, timeoutMs });
  const { uid = resourceVersion && before?.metadata.uid } = options;
  if ((uid || resourceVersion) && (!before || before.metadata.uid !== uid)) {
    throw new ConflictError(
      `${keyLabel(key)} is gone${
        before ? ', and another is in its place' : ''
      }`,
    );
  }
  // A status in the intent would make us its owner. A resourceVersion fails for a changed object, a UID for one that is
  // gone, both must be asked for. (A resourceVersion alone does not: what is gone is made anew.)
  const { status: _status, ...intent } = object;
  const {
    resourceVersion: _r,
    uid: _u,
    generation: _g,
    creationTimestamp: _c,
    managedFields: _m,
    ...metadata
  } = object.metadata as KubeObject['metadata'] & { managedFields?: unknown };
  let after: KubeObject;
  try {
    after = stripManagedFields(
      await requester.object<KubeObject>({
        method: 'PATCH',
        path: objectPath(key),
        query: {
          fieldManager,
          force: force ? true : undefined,
          dryRun: dryRun ? 'All' : undefined,
        },
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: {
          ...intent,
          metadata: {
            ...metadata,
            ...(resourceVersion && { resourceVersion }),
            ...(uid && { uid }),
          },
        },
        what: `apply ${keyLabel(key)}`,
        signal,
        timeoutMs,
      }),
    );
  } catch (error) {
    if (error instanceof KubeResponseError && error.status.message) {
      // The API server quotes values that it refuses.
      error.status.message = redact(error.status.message, secretTexts(object));
    }
    throw error;
  }
  if (!before) {
    return { object: after, outcome: 'created' };
  }
  const same =
    (!dryRun &&
      before.metadata.resourceVersion === after.metadata.resourceVersion) ||
    isDeepStrictEqual(desiredState(before), desiredState(after));
  return { object: after, outcome: same ? 'unchanged' : 'changed', before };
}
