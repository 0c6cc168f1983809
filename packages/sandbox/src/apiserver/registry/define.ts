import type { V1APIResource } from '@kubernetes/client-node';
import { readData } from '../data';
import { modelSchema } from '../schema/models';
import { Column, Json, Obj, ResourceDefinition } from '../types';

/** A duration as `kubectl get` shows it: `5s`, `3m20s`, `4h`, `2d3h`, `400d`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < -1) {
    return '<invalid>';
  }
  if (seconds < 0) {
    return '0s';
  }
  const two = (big: number, bigUnit: string, small: number, unit: string) =>
    small ? `${big}${bigUnit}${small}${unit}` : `${big}${bigUnit}`;
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (hours < 192) return two(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  if (days < 2920) return two(Math.floor(days / 365), 'y', days % 365, 'd');
  return `${Math.floor(days / 365)}y`;
}

/** Time since a timestamp, as a table shows it. */
export function since(timestamp: string | undefined): string {
  return timestamp
    ? humanDuration(Date.now() - Date.parse(timestamp))
    : '<unknown>';
}

export const nameColumn: Column = {
  name: 'Name',
  format: 'name',
  cell: object => object.metadata.name,
};

export const ageColumn: Column = {
  name: 'Age',
  cell: object => since(object.metadata.creationTimestamp),
};

/** Labels as a table shows them. */
export function labelsText(labels: Record<string, string> | undefined): string {
  return Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** What differs from type to type; the rest follows from it. */
type Definition = Pick<ResourceDefinition, 'kind'> &
  Partial<ResourceDefinition>;

export function define(definition: Definition): ResourceDefinition {
  const singular = definition.kind.toLowerCase();
  return {
    group: '',
    version: 'v1',
    plural: `${singular}s`,
    singular,
    listKind: `${definition.kind}List`,
    shortNames: [],
    categories: [],
    namespaced: true,
    status: false,
    scale: false,
    generation: false,
    custom: false,
    columns: [ageColumn],
    strategy: {},
    ...definition,
    schema: definition.schema ?? modelSchema(`V1${definition.kind}`),
  };
}

/** What discovery says of the resources of Kubernetes itself, by group and version. */
export const RESOURCES: Record<string, V1APIResource[]> =
  readData('resources.yaml');

/** A type of Kubernetes itself; the schema is that of client-node's model of the kind unless another one is given. */
export function builtIn(
  kind: string,
  more: Partial<ResourceDefinition>,
): ResourceDefinition {
  const isKind = (resource: V1APIResource) => resource.kind === kind;
  const [apiVersion, resources] = Object.entries(RESOURCES).find(([, all]) =>
    all.some(isKind),
  )!;
  const [version, group = ''] = apiVersion.split('/').reverse();
  const { name, singularName, verbs: _, ...rest } = resources.find(isKind)!;
  const has = (subresource: string) =>
    resources.some(r => r.name === `${name}/${subresource}`);
  return define({
    ...rest,
    group,
    version,
    plural: name,
    singular: singularName,
    status: has('status'),
    scale: has('scale'),
    ...more,
  });
}

/** A column computed from the object. */
export function column(
  name: string,
  cell: (object: Obj) => unknown,
  options: Partial<Column> = {},
): Column {
  return { name, cell, ...options };
}

const STEP =
  /\[\?\(@\.([^=)]+)==["']([^"']*)["']\)\]|\['([^']+)'\]|([^.[\]]+)/g;

/** The value at a simple JSON path (`.status.conditions[?(@.type=="Ready")].status` included). */
export function valueAt(object: Obj, path: string): unknown {
  let values: Json[] = [object];
  for (const [, name, wanted, quoted, plain] of path.matchAll(STEP)) {
    values = values.flatMap(value => {
      const items = Object.values<Json>(value);
      if (name) {
        return items.filter(item => String(item?.[name]) === wanted);
      }
      return plain === '*' ? items : [value[quoted ?? plain]];
    });
    values = values.filter(value => value !== undefined && value !== null);
  }
  return values[0];
}

/** A printer column of a custom resource. */
export function pathColumn(
  name: string,
  type: Column['type'],
  path: string,
  options: Partial<Column> = {},
): Column {
  return {
    name,
    type,
    path,
    ...options,
    cell: object => {
      const value = valueAt(object, path);
      if (value === undefined) {
        return null;
      }
      if (type === 'date') {
        return since(String(value));
      }
      return typeof value === 'object' ? JSON.stringify(value) : value;
    },
  };
}
