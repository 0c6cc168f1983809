/**
 * What a value of an object has to be for what reads it: text, text however long (`document`), a number, true or false, a
 * list of one shape, or a map. A field of a map may be absent, unless its name ends in `!`: without it the map counts for
 * nothing. `*` stands for every field. Fields that a map does not name are left as they are.
 *
 * @public
 */
export type Shape =
  | 'text'
  | 'document'
  | 'number'
  | 'flag'
  | readonly [Shape]
  | { readonly [field: string]: Shape };

const isList = (shape: Shape): shape is readonly [Shape] =>
  Array.isArray(shape);

/** Longer text is cut: a view holds what people read. */
const MAX_TEXT = 16 * 1024;

/**
 * A value as its shape has it: what is of another shape is left out, so that whoever reads it may believe it.
 *
 * @param odd - gets the paths of what was left out or cut
 * @returns the value itself when it fits; undefined when nothing of it does
 * @public
 */
export function fit(
  value: unknown,
  shape: Shape,
  odd: string[],
  path: string = '',
): unknown {
  const no = () => {
    odd.push(path);
    return undefined;
  };
  if (shape === 'number') return typeof value === 'number' ? value : no();
  if (shape === 'flag') return typeof value === 'boolean' ? value : no();
  if (shape === 'text' || shape === 'document') {
    if (typeof value !== 'string') return no();
    if (shape === 'document' || value.length <= MAX_TEXT) return value;
    no();
    return value.slice(0, MAX_TEXT);
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return no();
    const parts = value.map((part, i) =>
      fit(part, shape[0], odd, `${path}[${i}]`),
    );
    return parts.every((part, i) => part !== undefined && part === value[i])
      ? value
      : parts.filter(part => part !== undefined);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return no();
  }
  return fitMap(value as Record<string, unknown>, shape, odd, path);
}

function fitMap(
  value: Record<string, unknown>,
  shape: { readonly [field: string]: Shape },
  odd: string[],
  path: string,
): unknown {
  const fields = new Map(Object.entries(value));
  let isWhole = true;
  for (const name of '*' in shape ? fields.keys() : Object.keys(shape)) {
    const needed = !('*' in shape) && name.endsWith('!');
    const field = needed ? name.slice(0, -1) : name;
    const at = path ? `${path}.${field}` : field;
    const before = fields.get(field);
    const after =
      before === undefined || before === null
        ? undefined
        : fit(before, shape['*'] ?? shape[name], odd, at);
    if (needed && after === undefined) {
      if (before === undefined || before === null) odd.push(at);
      return undefined;
    }
    if (after === before) continue;
    isWhole = false;
    if (after === undefined) fields.delete(field);
    else fields.set(field, after);
  }
  return isWhole ? value : Object.fromEntries(fields);
}
