import { badRequest, cause, invalid } from '../errors';
import { Cause } from '../types';

const LIST_OPTIONS = {
  group: 'meta.k8s.io',
  plural: '',
  kind: 'ListOptions',
};
const MATCHES = ['Exact', 'NotOlderThan', ''];

const flag = (query: URLSearchParams, name: string): boolean =>
  ['true', '1'].includes(query.get(name) ?? '');

/** What is wrong with the options of a watch that sends what there is first. */
function initialEvents(query: URLSearchParams, watch: boolean): Cause[] {
  const text = query.get('sendInitialEvents');
  if (text === null) {
    return [];
  }
  if (!watch) {
    return [
      cause.forbidden(
        'sendInitialEvents',
        'sendInitialEvents is forbidden for list',
      ),
    ];
  }
  const match = query.get('resourceVersionMatch') ?? '';
  if (match !== 'NotOlderThan') {
    return [
      match
        ? cause.unsupported('resourceVersionMatch', match, ['NotOlderThan'])
        : cause.forbidden(
            'resourceVersionMatch',
            'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
          ),
    ];
  }
  return flag(query, 'allowWatchBookmarks')
    ? []
    : [
        cause.forbidden(
          'sendInitialEvents',
          'sendInitialEvents requires allowWatchBookmarks',
        ),
      ];
}

function versionMatch(query: URLSearchParams, watch: boolean): Cause[] {
  const match = query.get('resourceVersionMatch');
  const field = 'resourceVersionMatch';
  if (!match || (watch && query.has('sendInitialEvents'))) {
    return [];
  }
  if (watch) {
    return [
      cause.forbidden(
        field,
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    ];
  }
  const version = query.get('resourceVersion') ?? '';
  const found: Cause[] = [];
  if (!version) {
    found.push(
      cause.forbidden(
        field,
        'resourceVersionMatch is forbidden unless resourceVersion is provided',
      ),
    );
  }
  if (query.get('continue')) {
    found.push(
      cause.forbidden(
        field,
        'resourceVersionMatch is forbidden when continue is provided',
      ),
    );
  }
  if (!MATCHES.includes(match)) {
    found.push(cause.unsupported(field, match, MATCHES));
  }
  if (match === 'Exact' && version === '0') {
    found.push(
      cause.forbidden(
        field,
        'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
      ),
    );
  }
  return found;
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
    throw invalid(LIST_OPTIONS, '', causes);
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
