import {
  ApiError,
  badRequest,
  expired,
  tooLargeResourceVersion,
} from '../errors';
import { parseFieldSelector } from '../fieldSelector';
import { parseLabelSelector } from '../labelSelector';
import { Entry, typeKey } from '../store/entry';
import { Obj } from '../types';
import { ResourceRequest } from './request';

/** Says whether an object is one that the caller asked for. */
export type Filter = (object: Obj) => boolean;

export interface ListResult {
  entries: Entry[];
  resourceVersion: number;
  continueToken?: string;
  remaining?: number;
}

/** The selectors of a list, watch or deletecollection. */
export function filterOf(
  request: ResourceRequest,
  query: URLSearchParams,
): Filter {
  const { type, name } = request;
  const labels = query.get('labelSelector') ?? undefined;
  const fields = query.get('fieldSelector') ?? undefined;
  const byLabels = parseLabelSelector(labels);
  const byFields = parseFieldSelector(fields, type.plural, type.custom);
  if (!labels && !fields && !name) {
    return () => true;
  }
  return object =>
    (!name || object.metadata.name === name) &&
    byLabels(object.metadata.labels ?? {}) &&
    byFields(object);
}

interface Continue {
  /** Revision of the list that is being continued. */
  rv: number;
  /** Key of the last object that was sent. */
  after: string;
}

function readToken(token: string): Continue {
  try {
    const read = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Number.isInteger(read.rv) && typeof read.after === 'string') {
      return read;
    }
  } catch {
    // Said below.
  }
  const first = Buffer.from(token, 'base64url').toString('latin1')[0] ?? '';
  const shown = /[\x20-\x7e]/.test(first)
    ? first
    : `\\u${(first.charCodeAt(0) || 0).toString(16).padStart(4, '0')}`;
  throw badRequest(
    `invalid continue token: continue key is not valid: invalid character '${shown}' looking for beginning of value`,
  );
}

/** Lists in key order; pages continue at the revision that the first one had. */
export function list(
  request: ResourceRequest,
  query: URLSearchParams,
): ListResult {
  const { cluster, type } = request;
  const { store } = cluster;
  const key = typeKey(type);
  const namespace =
    type.namespaced && !request.namespace ? undefined : request.namespace;
  const filter = filterOf(request, query);
  const token = query.get('continue');
  const wanted = versionOf(query, why =>
    badRequest(`invalid resource version: ${why}`),
  );
  let revision = store.currentRevision;
  let after = '';
  if (token) {
    ({ rv: revision, after } = readToken(token));
  } else if (wanted > revision) {
    throw tooLargeResourceVersion(wanted, revision);
  } else if (query.get('resourceVersionMatch') === 'Exact' && wanted) {
    revision = wanted;
  }
  const all =
    revision === store.currentRevision
      ? store.list(key, namespace)
      : store.listAt(key, namespace, revision);
  if (!all) {
    throw expired(
      token
        ? 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
        : 'The resourceVersion for the provided list is too old.',
    );
  }
  const limit = Number(query.get('limit') || 0);
  const entries: Entry[] = [];
  // Like the real server, which reads on only until the page is full: what follows may not match the selectors.
  let remaining = 0;
  for (const entry of all) {
    if (after && !isAfter(entry, after)) {
      continue;
    }
    if (limit > 0 && entries.length >= limit) {
      remaining += 1;
    } else if (filter(entry.object)) {
      entries.push(entry);
    }
  }
  if (!remaining) {
    return { entries, resourceVersion: revision };
  }
  const last = entries[entries.length - 1];
  const continued: Continue = { rv: revision, after: last.key };
  return {
    entries,
    resourceVersion: revision,
    continueToken: Buffer.from(JSON.stringify(continued)).toString('base64url'),
    remaining,
  };
}

function isAfter(entry: Entry, key: string): boolean {
  const slash = key.indexOf('/');
  const namespace = key.slice(0, slash);
  return entry.namespace === namespace
    ? entry.name > key.slice(slash + 1)
    : entry.namespace > namespace;
}

/**
 * The resourceVersion of a read; 0 when none is asked for.
 *
 * @param refuse - makes the error of what Go says of a text that is no number
 */
export function versionOf(
  query: URLSearchParams,
  refuse: (why: string) => ApiError,
): number {
  const text = query.get('resourceVersion') ?? '';
  const version = Number(text);
  if (!Number.isInteger(version) || version < 0) {
    throw refuse(
      `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`,
    );
  }
  return version;
}
