import { isDeepStrictEqual } from 'node:util';
import {
  desiredState,
  isSensitiveField,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { FieldChange } from './types';

const MAX_VALUE = 120;

function show(value: unknown): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function walk(
  path: string,
  from: unknown,
  to: unknown,
  masked: boolean,
  found: FieldChange[],
): void {
  if (isDeepStrictEqual(from, to)) {
    return;
  }
  if (isObject(from) && isObject(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      walk(
        path ? `${path}.${key}` : key,
        from[key],
        to[key],
        masked || isSensitiveField(key),
        found,
      );
    }
  } else if (
    Array.isArray(from) &&
    Array.isArray(to) &&
    from.length === to.length
  ) {
    from.forEach((item, i) =>
      walk(`${path}[${i}]`, item, to[i], masked, found),
    );
  } else {
    const before = masked ? undefined : show(from);
    const after = masked ? undefined : show(to);
    found.push({
      path,
      ...(before !== undefined && { from: before }),
      ...(after !== undefined && { to: after }),
    });
  }
}

/**
 * The fields in which two versions of an object differ, apart from status and what the API server keeps. Values of Secrets
 * and of fields such as `token` are left out.
 *
 * @param options - `masked`: leave out all values
 * @internal
 */
export function diffObjects(
  before: KubeObject,
  after: KubeObject,
  options: { masked?: boolean } = {},
): FieldChange[] {
  const found: FieldChange[] = [];
  const masked = options.masked || after.kind === 'Secret';
  walk('', desiredState(before), desiredState(after), masked, found);
  return found.sort((a, b) => a.path.localeCompare(b.path));
}
