import { isMap } from '../schema/walk';
import { Json } from '../types';

/** JSON merge patch (RFC 7386). The target is not changed. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isMap(patch)) {
    return patch;
  }
  const result: Json = isMap(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[name];
    } else {
      result[name] = mergePatch(result[name], value);
    }
  }
  return result;
}
