import { cause, invalid } from '../errors';
import { Cause } from '../types';

const KINDS: Record<string, string> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};
const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];
const MANAGER_LIMIT = 128;

function checkManager(manager: string): Cause[] {
  const field = 'fieldManager';
  if (manager.length > MANAGER_LIMIT) {
    return [
      {
        reason: 'FieldValueTooLong',
        message: `Too long: may not be more than ${MANAGER_LIMIT} bytes`,
        field,
      },
    ];
  }
  const at = [...manager].findIndex(sign => /\p{C}/u.test(sign));
  if (at < 0) {
    return [];
  }
  const code = manager.codePointAt(at)!.toString(16).toUpperCase();
  return [
    cause.invalid(
      field,
      manager,
      `invalid character U+${code.padStart(4, '0')} (at position ${at})`,
    ),
  ];
}

/**
 * Checks the options of a request that writes.
 *
 * @throws ApiError 422
 */
export function checkWriteOptions(verb: string, query: URLSearchParams): void {
  const kind = KINDS[verb] ?? 'DeleteOptions';
  const causes: Cause[] = [];
  if (KINDS[verb]) {
    causes.push(...checkManager(query.get('fieldManager') ?? ''));
  }
  const dryRun = query.getAll('dryRun');
  if (dryRun.some(value => value !== 'All' && value !== '')) {
    causes.push(cause.unsupported('dryRun', dryRun, ['All']));
  }
  const validation = query.get('fieldValidation') ?? '';
  if (KINDS[verb] && !VALIDATIONS.includes(validation)) {
    causes.push(cause.unsupported('fieldValidation', validation, VALIDATIONS));
  }
  if (causes.length) {
    throw invalid({ group: 'meta.k8s.io', plural: '', kind }, '', causes);
  }
}
