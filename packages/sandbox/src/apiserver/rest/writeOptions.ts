import { cause, invalidOptions } from '../errors';
import { must, oneOf, unless } from '../schema/checks';
import { Cause } from '../types';

const KINDS: Record<string, string> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};
const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];
const MANAGER_LIMIT = 128;

function validateManager(manager: string): Cause[] {
  const field = 'fieldManager';
  if (manager.length > MANAGER_LIMIT) {
    return [cause.tooLong(field, MANAGER_LIMIT)];
  }
  const at = [...manager].findIndex(sign => /\p{C}/u.test(sign));
  const code = manager.codePointAt(at)?.toString(16).toUpperCase() ?? '';
  return must(
    at < 0,
    field,
    manager,
    `invalid character U+${code.padStart(4, '0')} (at position ${at})`,
  );
}

/**
 * Checks the options of a request that writes.
 *
 * @throws ApiError 422
 */
export function checkWriteOptions(verb: string, query: URLSearchParams): void {
  const kind = KINDS[verb];
  const dryRun = query.getAll('dryRun');
  const causes = [
    ...(kind ? validateManager(query.get('fieldManager') ?? '') : []),
    ...unless(
      dryRun.every(value => value === 'All' || value === ''),
      cause.unsupported('dryRun', dryRun, ['All']),
    ),
    ...(kind
      ? oneOf(
          'fieldValidation',
          query.get('fieldValidation') ?? '',
          VALIDATIONS,
        )
      : []),
  ];
  if (causes.length) {
    throw invalidOptions(kind ?? 'DeleteOptions', causes);
  }
}
