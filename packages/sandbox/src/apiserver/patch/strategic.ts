import { Json, Schema } from '../types';
import { deepEqual } from '../ssa/typed';

const ORDER = '$setElementOrder/';
const DELETE_FROM = '$deleteFromPrimitiveList/';

function isMap(value: Json): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function child(schema: Schema | undefined, name: string): Schema | undefined {
  return (
    schema?.properties?.[name] ??
    (typeof schema?.additionalProperties === 'object'
      ? schema.additionalProperties
      : undefined)
  );
}

function sortByOrder(list: Json[], order: Json[], key?: string): Json[] {
  const rank = new Map(
    order.map((item, i) => [JSON.stringify(key ? item[key] : item), i]),
  );
  const at = (item: Json) => rank.get(JSON.stringify(key ? item[key] : item));
  // Items that the order names come in that order; the others keep their place after the ones before them.
  const named = list
    .filter(item => at(item) !== undefined)
    .sort((a, b) => at(a)! - at(b)!);
  const result: Json[] = [];
  let next = 0;
  for (const item of list) {
    result.push(at(item) === undefined ? item : named[next++]);
  }
  return result;
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
    const below = child(schema, name);
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
  for (const [name, value] of Object.entries<Json>(patch)) {
    const list = name.slice(ORDER.length);
    if (name.startsWith(ORDER) && Array.isArray(result[list])) {
      result[list] = sortByOrder(
        result[list],
        value,
        child(schema, list)?.['x-kubernetes-patch-merge-key'],
      );
    }
  }
  return result;
}
