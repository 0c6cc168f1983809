import { readData } from './data';
import { badRequest } from './errors';
import { valueAt } from './schema/walk';
import { Obj } from './types';

const ANY_FIELDS = ['metadata.name', 'metadata.namespace'];
const FIELDS: Record<string, string[]> = readData('fieldSelectors.yaml');

function fieldOf(object: Obj, path: string): string {
  const value =
    path === 'source'
      ? object.source?.component ?? object.reportingComponent
      : valueAt(object, path);
  return String(value ?? '');
}

/** Parses a field selector for a type. Undefined selects everything. */
export function parseFieldSelector(
  text: string | undefined,
  plural: string,
  custom = false,
): (object: Obj) => boolean {
  if (!text?.trim()) {
    return () => true;
  }
  const known = [...ANY_FIELDS, ...(FIELDS[plural] ?? [])];
  const terms = text
    .split(',')
    .filter(t => t)
    .map(term => {
      const match = /^\s*([^=!]+?)\s*(==|!=|=)(.*)$/.exec(term);
      if (!match) {
        throw badRequest(
          `invalid selector: '${text}'; can't understand '${term}'`,
        );
      }
      const [, path, operator, value] = match;
      if (!known.includes(path)) {
        throw badRequest(
          FIELDS[plural] || custom
            ? `field label not supported: ${path}`
            : `"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
        );
      }
      return (object: Obj) =>
        (fieldOf(object, path) === value.trim()) === (operator !== '!=');
    });
  return object => terms.every(matches => matches(object));
}
