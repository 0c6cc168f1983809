import { stripManagedFields } from '../client/applyObject';
import { isKubeList } from '../client/answers';
import { KubeRequester } from '../client/KubeRequester';
import { collectionPath, resourceName } from '../client/paths';
import { KubeResponseError } from '../errors/mapErrors';
import { NotAnApiServerError } from '../errors/NotAnApiServerError';
import { KubeObject, ListOptions, ResourceType } from '../types';

const PAGE_SIZE = 500;
/** A list whose continue token has expired (410) begins anew, at most so often. */
const MAX_RESTARTS = 3;

interface KubeList<T> {
  metadata?: { resourceVersion?: string; continue?: string };
  items?: T[];
}

/**
 * Reads every page of a list. Items get `apiVersion` and `kind`, which the API server leaves out in lists, and lose their
 * managedFields.
 *
 * @returns the objects and the resourceVersion from which to watch
 * @throws KubeResponseError
 * @internal
 */
export async function listPages<T extends KubeObject>(
  requester: KubeRequester,
  type: ResourceType,
  options: ListOptions & {
    pageSize?: number;
    besides?: string;
    ownersBesides?: string;
  } = {},
): Promise<{ objects: T[]; resourceVersion: string }> {
  const { namespace, labelSelector, fieldSelector, signal, timeoutMs } =
    options;
  let objects: T[] = [];
  let token: string | undefined;
  let restarts = 0;
  for (;;) {
    let page: KubeList<T>;
    try {
      page = await requester.json<KubeList<T>>(
        {
          method: 'GET',
          path: collectionPath(type, namespace),
          query: {
            limit: options.pageSize ?? PAGE_SIZE,
            continue: token,
            labelSelector,
            fieldSelector,
          },
          what: `list ${resourceName(type)}`,
          signal,
          timeoutMs,
        },
        isKubeList,
      );
    } catch (error) {
      if (
        token &&
        restarts < MAX_RESTARTS &&
        error instanceof KubeResponseError &&
        error.status.code === 410
      ) {
        restarts += 1;
        token = undefined;
        objects = [];
        continue;
      }
      throw error;
    }
    for (const item of page.items ?? []) {
      objects.push(
        stripManagedFields(
          { ...item, apiVersion: type.apiVersion, kind: type.kind },
          options.besides,
          options.ownersBesides,
        ),
      );
    }
    const next = page.metadata?.continue || undefined;
    if (!next) {
      return { objects, resourceVersion: page.metadata?.resourceVersion ?? '' };
    }
    if (String(next) === token) {
      // The same page again, for ever.
      throw new NotAnApiServerError(
        requester.cluster,
        `list ${resourceName(type)}`,
        'a list that has no end',
      );
    }
    token = String(next);
  }
}
