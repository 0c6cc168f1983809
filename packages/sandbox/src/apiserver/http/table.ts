import { notAcceptable } from '../errors';
import { Json, Obj, ResourceDefinition } from '../types';

/** How the caller wants objects to be shown. */
export interface Rendering {
  as: 'object' | 'table' | 'partial';
  /** What a table's rows carry. */
  includeObject: 'Metadata' | 'Object' | 'None';
}

const PARTIAL = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };

const SERVED = [
  '',
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/*',
  '*/*',
];

/** Reads `Accept`: the first form that this server knows wins. @throws ApiError 406 */
export function readRendering(
  accept: string | undefined,
  query: URLSearchParams,
): Rendering {
  const includeObject = (query.get('includeObject') ??
    'Metadata') as Rendering['includeObject'];
  for (const part of (accept ?? '*/*').split(',')) {
    const [media, ...parameters] = part.split(';').map(p => p.trim());
    const parameter = (name: string) =>
      parameters.find(p => p.startsWith(`${name}=`))?.slice(name.length + 1);
    const as = parameter('as');
    const known =
      media.endsWith('json') &&
      ['v1', 'v1beta1'].includes(parameter('v') ?? '');
    if (known && as === 'Table') {
      return { as: 'table', includeObject };
    }
    if (known && as?.startsWith('PartialObjectMetadata')) {
      return { as: 'partial', includeObject };
    }
    if (SERVED.includes(media) && !as) {
      return { as: 'object', includeObject };
    }
  }
  throw notAcceptable(/;\s*as=(\w+)/.exec(accept ?? '')?.[1]);
}

export function partialOf(object: Obj): Obj {
  return { ...PARTIAL, metadata: object.metadata };
}

function rowOf(
  type: ResourceDefinition,
  object: Obj,
  rendering: Rendering,
): Json {
  const cells = type.columns.map(column => column.cell(object) ?? null);
  if (rendering.includeObject === 'Object') {
    return { cells, object };
  }
  const none = rendering.includeObject === 'None';
  return { cells, object: none ? null : partialOf(object) };
}

/** The server-side table that `kubectl get` prints. */
export function tableOf(
  type: ResourceDefinition,
  objects: Obj[],
  metadata: Json,
  rendering: Rendering,
  headers = true,
): Json {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: headers
      ? type.columns.map(column => ({
          name: column.name,
          type: column.type === 'date' ? 'string' : column.type ?? 'string',
          format: column.format ?? '',
          description: column.name,
          priority: column.priority ?? 0,
        }))
      : null,
    rows: objects.map(object => rowOf(type, object, rendering)),
  };
}

/** One object in the form that the caller wants. */
export function render(
  type: ResourceDefinition,
  object: Obj,
  rendering: Rendering,
  headers = true,
): Json {
  switch (rendering.as) {
    case 'table':
      return tableOf(
        type,
        [object],
        { resourceVersion: object.metadata.resourceVersion },
        rendering,
        headers,
      );
    case 'partial':
      return partialOf(object);
    default:
      return object;
  }
}
