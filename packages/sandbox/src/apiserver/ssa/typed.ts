import { Json, Schema } from '../types';
import { FieldSet } from './fieldSet';

/** How a value takes part in merges: as a whole, field by field, or item by item. */
type Shape = 'leaf' | 'map' | 'list';

const DEDUCED: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

function isMap(value: Json): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function shapeOf(schema: Schema, value: Json): Shape {
  if (isMap(value)) {
    return schema['x-kubernetes-map-type'] === 'atomic' ? 'leaf' : 'map';
  }
  if (Array.isArray(value)) {
    const type = schema['x-kubernetes-list-type'];
    return type === 'map' || type === 'set' ? 'list' : 'leaf';
  }
  return 'leaf';
}

/** The schema of a field, and whether it is a field that the schema names (rather than a key of a map). */
function fieldSchema(schema: Schema, name: string): [Schema, boolean] {
  const named = schema.properties?.[name];
  if (named) {
    return [named, true];
  }
  return [
    typeof schema.additionalProperties === 'object'
      ? schema.additionalProperties
      : DEDUCED,
    false,
  ];
}

/** The path element of a list's item. */
export function itemElement(schema: Schema, item: Json): string {
  if (schema['x-kubernetes-list-type'] === 'set') {
    return `v:${JSON.stringify(item)}`;
  }
  const key: Json = {};
  for (const name of [...(schema['x-kubernetes-list-map-keys'] ?? [])].sort()) {
    const value = item?.[name] ?? schema.items?.properties?.[name]?.default;
    if (value !== undefined) {
      key[name] = value;
    }
  }
  return `k:${JSON.stringify(key)}`;
}

export function deepEqual(a: Json, b: Json): boolean {
  if (a === b) {
    return true;
  }
  if (
    a === null ||
    b === null ||
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    Array.isArray(a) !== Array.isArray(b)
  ) {
    return false;
  }
  const keys = Object.keys(a).filter(k => a[k] !== undefined);
  return (
    keys.length === Object.keys(b).filter(k => b[k] !== undefined).length &&
    keys.every(key => deepEqual(a[key], b[key]))
  );
}

/** All fields of a value, as an applier owns them. */
export function toFieldSet(schema: Schema, value: Json): FieldSet {
  const set = new FieldSet();
  collect(schema, value, [], set);
  return set;
}

function collect(
  schema: Schema,
  value: Json,
  path: string[],
  set: FieldSet,
): void {
  switch (shapeOf(schema, value)) {
    case 'map':
      for (const [name, item] of Object.entries<Json>(value)) {
        const [child, named] = fieldSchema(schema, name);
        const at = [...path, `f:${name}`];
        collect(child, item, at, set);
        const emptyMap = isMap(item) && Object.keys(item).length === 0;
        if (item === null || emptyMap || !named) {
          set.insert(at);
        }
      }
      break;
    case 'list':
      for (const item of value) {
        const at = [...path, itemElement(schema, item)];
        collect(schema.items ?? DEDUCED, item, at, set);
        set.insert(at);
      }
      break;
    default:
      if (path.length) {
        set.insert(path);
      }
  }
}

/** Merges what an applier wants into the live value. Neither is changed; the result shares their parts. */
export function merge(schema: Schema, live: Json, wanted: Json): Json {
  if (wanted === undefined) {
    return live;
  }
  if (live === undefined || live === null) {
    return wanted;
  }
  const shape = shapeOf(schema, wanted);
  if (shape === 'map' && isMap(live)) {
    const result: Json = { ...live };
    for (const [name, item] of Object.entries<Json>(wanted)) {
      result[name] = merge(fieldSchema(schema, name)[0], live[name], item);
    }
    return result;
  }
  if (shape === 'list' && Array.isArray(live)) {
    return mergeLists(schema, live, wanted);
  }
  return wanted;
}

/** Items of both lists: the wanted ones in their order, the others where they were. */
function mergeLists(schema: Schema, live: Json[], wanted: Json[]): Json[] {
  const item = schema.items ?? DEDUCED;
  const ours = live.map(value => itemElement(schema, value));
  const theirs = wanted.map(value => itemElement(schema, value));
  const shared = new Set(theirs);
  const byElement = new Map(ours.map((element, i) => [element, live[i]]));
  const result: Json[] = [];
  let left = 0;
  for (let right = 0; right < wanted.length; right++) {
    while (left < live.length && !shared.has(ours[left])) {
      result.push(live[left++]);
    }
    result.push(merge(item, byElement.get(theirs[right]), wanted[right]));
    if (left < live.length && shared.has(ours[left])) {
      left += 1;
    }
  }
  while (left < live.length) {
    if (!shared.has(ours[left])) {
      result.push(live[left]);
    }
    left += 1;
  }
  return result;
}

/** What changed between two values. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

export function compare(schema: Schema, before: Json, after: Json): Comparison {
  const result = {
    added: new FieldSet(),
    modified: new FieldSet(),
    removed: new FieldSet(),
  };
  walk(schema, before, after, [], result);
  return result;
}

function walk(
  schema: Schema,
  before: Json,
  after: Json,
  path: string[],
  out: Comparison,
): void {
  if (before === after) {
    return;
  }
  if (path.length) {
    if (before === undefined) {
      out.added.insert(path);
    } else if (after === undefined) {
      out.removed.insert(path);
    }
  }
  const shapes = new Set(
    [before, after].filter(v => v !== undefined).map(v => shapeOf(schema, v)),
  );
  if (shapes.size > 1 || shapes.has('leaf')) {
    if (
      before !== undefined &&
      after !== undefined &&
      !deepEqual(before, after)
    ) {
      out.modified.insert(path);
    }
  } else if (shapes.has('map')) {
    const names = new Set([
      ...Object.keys(before ?? {}),
      ...Object.keys(after ?? {}),
    ]);
    for (const name of names) {
      const child = fieldSchema(schema, name)[0];
      walk(child, before?.[name], after?.[name], [...path, `f:${name}`], out);
    }
  } else {
    const index = (list: Json[] | undefined) =>
      new Map((list ?? []).map(item => [itemElement(schema, item), item]));
    const left = index(before);
    const right = index(after);
    for (const element of new Set([...left.keys(), ...right.keys()])) {
      walk(
        schema.items ?? DEDUCED,
        left.get(element),
        right.get(element),
        [...path, element],
        out,
      );
    }
  }
}

/** The value without the fields of a set. Neither is changed. Undefined when nothing is left. */
export function removeFields(schema: Schema, value: Json, set: FieldSet): Json {
  switch (set.empty ? 'leaf' : shapeOf(schema, value)) {
    case 'map': {
      const result: Json = {};
      for (const [name, item] of Object.entries<Json>(value)) {
        const element = `f:${name}`;
        if (set.members.has(element)) {
          continue;
        }
        const below = set.children.get(element);
        const left = below
          ? removeFields(fieldSchema(schema, name)[0], item, below)
          : item;
        if (left !== undefined) {
          result[name] = left;
        }
      }
      return Object.keys(result).length ? result : undefined;
    }
    case 'list': {
      const result: Json[] = [];
      for (const item of value) {
        const element = itemElement(schema, item);
        if (set.members.has(element)) {
          continue;
        }
        const below = set.children.get(element);
        const left = below
          ? removeFields(schema.items ?? DEDUCED, item, below)
          : item;
        if (left !== undefined) {
          result.push(left);
        }
      }
      return result.length ? result : undefined;
    }
    default:
      return value;
  }
}

/** The set, with each parent that is a named field of the schema as a member too. */
export function withNamedParents(schema: Schema, set: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const member of set.members) {
    result.members.add(member);
  }
  for (const [element, child] of set.children) {
    let below = DEDUCED;
    if (element.startsWith('f:')) {
      const [found, named] = fieldSchema(schema, element.slice(2));
      below = found;
      if (named) {
        result.members.add(element);
      }
    } else {
      below = schema.items ?? DEDUCED;
    }
    result.children.set(element, withNamedParents(below, child));
  }
  return result;
}
