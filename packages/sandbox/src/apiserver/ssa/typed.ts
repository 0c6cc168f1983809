import { Json, Schema } from '../types';
import { childSchema, isMap, itemKeys } from '../schema/walk';
import { FieldSet } from './fieldSet';

/** How a value takes part in merges: as a whole, field by field, or item by item. */
type Shape = 'leaf' | 'map' | 'list';

const DEDUCED: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

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

/** The path element of a list's item. */
function itemElement(schema: Schema, item: Json): string {
  return schema['x-kubernetes-list-type'] === 'set'
    ? `v:${JSON.stringify(item)}`
    : `k:${JSON.stringify(Object.fromEntries(itemKeys(schema, item) ?? []))}`;
}

/** A field of a map or an item of a list. */
interface Part {
  element: string;
  /** Of a field; empty for an item. */
  name: string;
  schema: Schema;
  /** Whether it is a field that the schema names, rather than a key of a map or an item. */
  named: boolean;
  value: Json;
}

/** What a value that is merged part by part is made of. */
function partsOf(schema: Schema, value: Json): Part[] {
  return Array.isArray(value)
    ? value.map(item => ({
        element: itemElement(schema, item),
        name: '',
        schema: schema.items ?? DEDUCED,
        named: false,
        value: item,
      }))
    : Object.entries<Json>(value ?? {}).map(([name, item]) => ({
        element: `f:${name}`,
        name,
        schema: childSchema(schema, name) ?? DEDUCED,
        named: !!schema.properties?.[name],
        value: item,
      }));
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
  if (shapeOf(schema, value) === 'leaf') {
    if (path.length) {
      set.insert(path);
    }
    return;
  }
  for (const part of partsOf(schema, value)) {
    const at = [...path, part.element];
    collect(part.schema, part.value, at, set);
    const isEmpty = isMap(part.value) && !Object.keys(part.value).length;
    if (part.value === null || isEmpty || !part.named) {
      set.insert(at);
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
    for (const part of partsOf(schema, wanted)) {
      result[part.name] = merge(part.schema, live[part.name], part.value);
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
    return;
  }
  const byElement = (value: Json) =>
    new Map(partsOf(schema, value).map(part => [part.element, part]));
  const left = byElement(before);
  const right = byElement(after);
  for (const [element, part] of new Map([...left, ...right])) {
    walk(
      part.schema,
      left.get(element)?.value,
      right.get(element)?.value,
      [...path, element],
      out,
    );
  }
}

/** The value without the fields of a set. Neither is changed. Undefined when nothing is left. */
export function removeFields(schema: Schema, value: Json, set: FieldSet): Json {
  if (set.empty || shapeOf(schema, value) === 'leaf') {
    return value;
  }
  const left = partsOf(schema, value)
    .filter(part => !set.members.has(part.element))
    .map((part): [string, Json] => {
      const below = set.children.get(part.element);
      return [
        part.name,
        below ? removeFields(part.schema, part.value, below) : part.value,
      ];
    })
    .filter(([, item]) => item !== undefined);
  if (!left.length) {
    return undefined;
  }
  return Array.isArray(value)
    ? left.map(([, item]) => item)
    : Object.fromEntries(left);
}

/** The set, with each parent that is a named field of the schema as a member too. */
export function withNamedParents(schema: Schema, set: FieldSet): FieldSet {
  const result = new FieldSet();
  set.members.forEach(member => result.members.add(member));
  for (const [element, child] of set.children) {
    const isField = element.startsWith('f:');
    const name = element.slice(2);
    const below = isField ? childSchema(schema, name) : schema.items;
    if (isField && schema.properties?.[name]) {
      result.members.add(element);
    }
    result.children.set(element, withNamedParents(below ?? DEDUCED, child));
  }
  return result;
}
