import { Json, Schema } from '../types';
import { goText } from '../schema/goText';
import { childSchema, isMap } from '../schema/walk';
import { deepEqual } from '../ssa/typed';

const ORDER = '$setElementOrder/';
const DELETE_FROM = '$deleteFromPrimitiveList/';

const keyOf = (item: Json, key?: string) =>
  JSON.stringify(key ? item?.[key] : item);

/**
 * The order of a merged list: items that the patch names come in its order, the others as they were, and where both
 * were there before, as they were to each other.
 */
function order(merged: Json[], before: Json[], named: Json[], key?: string) {
  const wanted = new Map(named.map((item, i) => [keyOf(item, key), i]));
  const was = new Map(before.map((item, i) => [keyOf(item, key), i]));
  const rank = (item: Json, of: Map<string, number>) =>
    of.get(keyOf(item, key)) ?? -1;
  const left = merged
    .filter(item => wanted.has(keyOf(item, key)))
    .sort((a, b) => rank(a, wanted) - rank(b, wanted));
  const right = merged.filter(item => !wanted.has(keyOf(item, key)));
  const result: Json[] = [];
  while (left.length && right.length) {
    const [a, b] = [rank(left[0], was), rank(right[0], was)];
    const leftFirst = a < 0 || b < 0 || a < b;
    result.push((leftFirst ? left : right).shift());
  }
  return [...result, ...left, ...right];
}

/** An item of a patch does not say which one it means. */
class MissingMergeKey extends Error {
  constructor(item: Json, key: string) {
    super(`map: ${goText(item)} does not contain declared merge key: ${key}`);
  }
}

function mergeObjectLists(
  schema: Schema,
  key: string,
  target: Json[],
  patch: Json[],
): Json[] {
  if (patch.some(item => item?.$patch === 'replace')) {
    return patch.filter(item => item?.$patch !== 'replace');
  }
  let result = [...target];
  for (const item of patch) {
    if (item?.[key] === undefined) {
      throw new MissingMergeKey(item, key);
    }
    const index = result.findIndex(t => deepEqual(t?.[key], item[key]));
    if (item.$patch === 'delete') {
      result = result.filter((_, i) => i !== index);
    } else if (index >= 0) {
      result[index] = strategicMerge(schema.items, result[index], item);
    } else {
      result.push(strategicMerge(schema.items, {}, item));
    }
  }
  return result;
}

/**
 * Strategic merge patch: lists with a merge key are merged item by item. Understands `$patch: replace|delete`,
 * `$setElementOrder/…`, `$deleteFromPrimitiveList/…` and `$retainKeys`. The target is not changed.
 */
export function strategicMerge(
  schema: Schema | undefined,
  target: Json,
  patch: Json,
): Json {
  if (!isMap(patch)) {
    return patch;
  }
  if (patch.$patch === 'replace') {
    const { $patch: _, ...rest } = patch;
    return rest;
  }
  if (patch.$patch === 'delete') {
    return {};
  }
  let result: Json = isMap(target) ? { ...target } : {};
  if (patch.$retainKeys) {
    const retained = new Set<string>(patch.$retainKeys);
    result = Object.fromEntries(
      Object.entries(result).filter(([name]) => retained.has(name)),
    );
  }
  for (const [name, value] of Object.entries<Json>(patch)) {
    if (name.startsWith(DELETE_FROM)) {
      const list = name.slice(DELETE_FROM.length);
      result[list] = (result[list] ?? []).filter(
        (item: Json) => !value.some((gone: Json) => deepEqual(gone, item)),
      );
    }
  }
  for (const [name, value] of Object.entries<Json>(patch)) {
    if (name.startsWith('$')) {
      continue;
    }
    const below = childSchema(schema, name);
    const merges = below?.['x-kubernetes-patch-strategy']?.includes('merge');
    if (value === null) {
      delete result[name];
    } else if (Array.isArray(value) && merges && Array.isArray(result[name])) {
      const key = below!['x-kubernetes-patch-merge-key'];
      result[name] = key
        ? mergeObjectLists(below!, key, result[name], value)
        : [
            ...result[name],
            ...value.filter(
              v => !result[name].some((t: Json) => deepEqual(t, v)),
            ),
          ];
    } else if (Array.isArray(value)) {
      result[name] = value.filter(item => item?.$patch === undefined);
    } else if (isMap(value)) {
      const merged = strategicMerge(below, result[name], value);
      if (value.$patch === 'delete') {
        delete result[name];
      } else {
        result[name] = merged;
      }
    } else {
      result[name] = value;
    }
  }
  for (const [name, below] of Object.entries(mergedLists(schema, patch))) {
    if (Array.isArray(result[name])) {
      result[name] = order(
        result[name],
        Array.isArray(target?.[name]) ? target[name] : [],
        patch[`${ORDER}${name}`] ?? patch[name],
        below['x-kubernetes-patch-merge-key'],
      );
    }
  }
  return result;
}

/** The lists that a patch merges item by item, or gives an order. */
function mergedLists(
  schema: Schema | undefined,
  patch: Json,
): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  for (const [key, value] of Object.entries<Json>(patch)) {
    const name = key.startsWith(ORDER) ? key.slice(ORDER.length) : key;
    const below = childSchema(schema, name);
    if (
      Array.isArray(value) &&
      below?.['x-kubernetes-patch-strategy']?.includes('merge')
    ) {
      found[name] = below;
    }
  }
  return found;
}
