import {
  FieldOwner,
  FieldSet,
  isSensitiveField,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { isSame, isSameImage } from './isSame';

/** A field that a federation sets, and that reads otherwise. @public */
export interface FieldDrift {
  /** `spec.template.spec.containers[app].image` */
  path: string;
  /** What the federation sets, as JSON; absent where it must not be shown. */
  wanted?: string;
  /** What is there, as JSON; absent where there is nothing, or where it must not be shown. */
  found?: string;
  /** Who else holds it now; absent when it was taken away, or was never applied as it is wanted now. */
  by?: Pick<FieldOwner, 'manager' | 'time'>;
}

/** How to a field: through maps by name, through lists by the item that is there. */
type Step = { field: string } | { item: unknown };

/** By what the items of a list are told apart, where Kubernetes merges them. */
const KEYS = ['name', 'mountPath', 'containerPort', 'port', 'key'];
const MAX_VALUE = 120;

type Fields = Record<string, unknown>;
const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a key tells all items of a list apart: one volume may be mounted twice. */
function tellsApart(key: string, items: unknown[]): boolean {
  const values = items.map(item => (isMap(item) ? item[key] : undefined));
  return !values.includes(undefined) && new Set(values).size === items.length;
}

/** By what the items of two lists are told apart; undefined for a list that is one value. */
function keyOf(wanted: unknown[], found: unknown[]): string | undefined {
  return KEYS.find(
    key =>
      wanted.length + found.length > 0 &&
      tellsApart(key, wanted) &&
      tellsApart(key, found),
  );
}

function holdsItem(keys: string, item: unknown): boolean {
  if (keys.startsWith('v:')) return keys.slice(2) === JSON.stringify(item);
  if (!keys.startsWith('k:') || !isMap(item)) return false;
  try {
    const named = Object.entries(JSON.parse(keys.slice(2)) as Fields);
    return named.every(([name, value]) => item[name] === value);
  } catch {
    return false;
  }
}

function holds({ fields }: FieldOwner, path: Step[]): boolean {
  let set: FieldSet | undefined = fields;
  for (const [i, step] of path.entries()) {
    const names: string[] = Object.keys(Object(set));
    // What names no further fields is held as a whole.
    if (i > 0 && !names.length) return true;
    const name: string | undefined =
      'field' in step
        ? `f:${step.field}`
        : names.find(keys => holdsItem(keys, step.item));
    set = name === undefined ? undefined : set?.[name];
    if (set === undefined) return false;
  }
  return true;
}

/** Who wrote a field last. */
function ownerOf(owners: FieldOwner[], path: Step[]): FieldDrift['by'] {
  const [last] = owners
    .filter(owner => holds(owner, path))
    .sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1));
  if (!last) return undefined;
  const { manager, time } = last;
  return { manager, ...(time && { time }) };
}

function show(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text;
}

/** Of two lists of plain values only what the other has not, as they may be long. */
function differing(one: unknown, other: unknown): unknown {
  if (!Array.isArray(one) || !Array.isArray(other)) return one;
  const rest = one.filter(item => !other.some(o => isSame(item, o, '')));
  return rest.length || other.some(o => !one.some(i => isSame(o, i, '')))
    ? rest
    : one;
}

class Comparison {
  readonly found: FieldDrift[] = [];

  constructor(private readonly owners: FieldOwner[]) {}

  walk(wanted: unknown, found: unknown, name: string, path: Step[]): void {
    if (isSame(wanted, found, name)) return;
    if (isMap(wanted) && isMap(found)) {
      for (const [field, value] of Object.entries(wanted)) {
        const at = name ? `${name}.${field}` : field;
        this.walk(value, found[field], at, [...path, { field }]);
      }
      return;
    }
    if (Array.isArray(wanted) && Array.isArray(found)) {
      const key = keyOf(wanted, found);
      if (key) {
        for (const item of wanted as Fields[]) {
          const there = (found as Fields[]).find(f => f[key] === item[key]);
          const at = `${name}[${item[key]}]`;
          this.walk(item, there, at, [...path, { item: there ?? item }]);
        }
        return;
      }
    }
    this.#add(wanted, found, name, path);
  }

  #add(wanted: unknown, found: unknown, name: string, path: Step[]): void {
    const masked = path.some(
      step => 'field' in step && isSensitiveField(step.field),
    );
    const shown = masked
      ? []
      : [show(differing(wanted, found)), show(differing(found, wanted))];
    const by = ownerOf(this.owners, path);
    // What checks signatures on admission writes down what it has checked.
    if (!by && isSameImage(wanted, found)) return;
    this.found.push({
      path: name,
      ...(shown[0] !== undefined && { wanted: shown[0] }),
      ...(shown[1] !== undefined && { found: shown[1] }),
      ...(by && { by }),
    });
  }
}

/**
 * The fields of an object that are not as a federation sets them: exactly those that it applies, whatever else the object has.
 * What an API server fills in, leaves out or writes otherwise is no difference.
 *
 * @param wanted - as the federation would apply it now
 * @param live - as a watch that asks for owners tells it; nothing is said of one without them, nor of a Secret
 * @public
 */
export function driftOf(wanted: KubeObject, live: KubeObject): FieldDrift[] {
  const { owners, deletionTimestamp, labels } = live.metadata;
  if (!owners || deletionTimestamp || wanted.kind === 'Secret') return [];
  const { apiVersion: _a, kind: _k, metadata, status: _s, ...rest } = wanted;
  const comparison = new Comparison(owners);
  comparison.walk(rest, live, '', []);
  const path = [{ field: 'metadata' }, { field: 'labels' }];
  comparison.walk(metadata.labels ?? {}, labels ?? {}, 'metadata.labels', path);
  return comparison.found;
}
