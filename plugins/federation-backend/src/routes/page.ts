import { InputError } from '@backstage/errors';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/**
 * Cuts one page of a list that is sorted by `keyOf`. The cursor is the last key of the page before, so that pages stay
 * right while items come and go.
 *
 * @throws InputError for a limit outside 1 to 200 or a cursor that isn't one
 */
export function page<T>(
  items: T[],
  keyOf: (item: T) => string,
  query: { limit?: unknown; cursor?: unknown },
): { items: T[]; nextCursor?: string } {
  const limit = query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new InputError(`limit must be 1 to ${MAX_LIMIT}`);
  }
  const after = decodeCursor(query.cursor);
  const rest =
    after === undefined ? items : items.filter(item => keyOf(item) > after);
  const result = rest.slice(0, limit);
  return {
    items: result,
    nextCursor:
      rest.length > limit
        ? Buffer.from(keyOf(result[result.length - 1])).toString('base64url')
        : undefined,
  };
}

function decodeCursor(cursor: unknown): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(String(cursor), 'base64url').toString();
  if (!text || Buffer.from(text).toString('base64url') !== cursor) {
    throw new InputError('cursor must be a nextCursor of an earlier answer');
  }
  return text;
}
