import { badRequest, cause, invalidOptions } from '../errors';
import { oneOf, unless } from '../schema/checks';
import { Cause } from '../types';

const MATCHES = ['Exact', 'NotOlderThan', ''];
const MATCH = 'resourceVersionMatch';
const INITIAL = 'sendInitialEvents';

const flag = (query: URLSearchParams, name: string): boolean =>
  ['true', '1'].includes(query.get(name) ?? '');

/** What is wrong with the options of a watch that sends what there is first. */
function initialEvents(query: URLSearchParams, watch: boolean): Cause[] {
  if (!query.has(INITIAL)) {
    return [];
  }
  if (!watch) {
    return [cause.forbidden(INITIAL, `${INITIAL} is forbidden for list`)];
  }
  const match = query.get(MATCH);
  if (!match) {
    return [
      cause.forbidden(
        MATCH,
        `${INITIAL} requires setting ${MATCH} to NotOlderThan`,
      ),
    ];
  }
  if (match !== 'NotOlderThan') {
    return [cause.unsupported(MATCH, match, ['NotOlderThan'])];
  }
  return unless(
    flag(query, 'allowWatchBookmarks'),
    cause.forbidden(INITIAL, `${INITIAL} requires allowWatchBookmarks`),
  );
}

function versionMatch(query: URLSearchParams, watch: boolean): Cause[] {
  const match = query.get(MATCH);
  if (!match || (watch && query.has(INITIAL))) {
    return [];
  }
  const forbidden = (why: string) => cause.forbidden(MATCH, `${MATCH} ${why}`);
  if (watch) {
    return [forbidden(`is forbidden for watch unless ${INITIAL} is provided`)];
  }
  const version = query.get('resourceVersion');
  return [
    ...unless(
      version,
      forbidden('is forbidden unless resourceVersion is provided'),
    ),
    ...unless(
      !query.get('continue'),
      forbidden('is forbidden when continue is provided'),
    ),
    ...oneOf(MATCH, match, MATCHES),
    ...unless(
      match !== 'Exact' || version !== '0',
      forbidden('"exact" is forbidden for resourceVersion "0"'),
    ),
  ];
}

/**
 * Checks the options of a list or watch.
 *
 * @throws ApiError 400 or 422
 */
export function checkListOptions(query: URLSearchParams, watch: boolean): void {
  for (const name of ['limit', 'timeoutSeconds']) {
    const text = query.get(name);
    if (text && !/^[-+]?\d+$/.test(text)) {
      throw badRequest(
        `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
      );
    }
  }
  const causes = [
    ...versionMatch(query, watch),
    ...initialEvents(query, watch),
  ];
  if (causes.length) {
    throw invalidOptions('ListOptions', causes);
  }
  if (
    query.get('continue') &&
    !['', '0'].includes(query.get('resourceVersion') ?? '')
  ) {
    throw badRequest(
      'specifying resource version is not allowed when using continue',
    );
  }
}
