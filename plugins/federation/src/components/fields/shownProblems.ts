import { Problems } from './problems';

/**
 * Absence is a problem only once the person has tried to go on; what is wrong with what is filled in shows at once.
 *
 * @param tried - whether the form has been checked as a whole
 */
export function shownProblems<T extends object>(
  value: T,
  problems: Problems<T>,
  tried: boolean,
): Problems<T> {
  const shown: Problems<T> = {};
  (Object.keys(problems) as (keyof T)[]).forEach(field => {
    if (tried || (value[field] !== undefined && value[field] !== '')) {
      shown[field] = problems[field];
    }
  });
  return shown;
}
