import { Json } from '../types';
import { deepEqual } from '../ssa/typed';

/** An operation that can't be done. */
export class JsonPatchError extends Error {}

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: Json;
}

/**
 * Where a path leads: a map or list, and the key in it. The target itself is the value of the empty key.
 *
 * @param room - 1 where the place behind the last item of a list, also called `-`, counts as one
 */
function locate(root: Json, path: string, room = 0): [Json, string] {
  const parts = ['', ...path.split('/').slice(1)].map(part =>
    part.replace(/~1/g, '/').replace(/~0/g, '~'),
  );
  const last = parts.pop()!;
  const parent = parts.reduce(
    (node, part) => (Object.hasOwn(node ?? {}, part) ? node[part] : undefined),
    root,
  );
  if (parent === null || typeof parent !== 'object') {
    throw new JsonPatchError(`doc is missing path: ${path}`);
  }
  if (!Array.isArray(parent)) {
    return [parent, last];
  }
  const key = room && last === '-' ? String(parent.length) : last;
  if (!/^(0|[1-9]\d*)$/.test(key) || Number(key) >= parent.length + room) {
    throw new JsonPatchError(`Unable to access invalid index: ${path}`);
  }
  return [parent, key];
}

function find(root: Json, path: string): Json {
  const [parent, key] = locate(root, path);
  if (!Object.hasOwn(parent, key)) {
    throw new JsonPatchError(`doc is missing key: ${path}`);
  }
  return parent[key];
}

function add(root: Json, path: string, value: Json): void {
  const [parent, key] = locate(root, path, 1);
  if (Array.isArray(parent)) {
    parent.splice(Number(key), 0, value);
  } else {
    parent[key] = value;
  }
}

function remove(root: Json, path: string): Json {
  const value = find(root, path);
  const [parent, key] = locate(root, path);
  if (Array.isArray(parent)) {
    parent.splice(Number(key), 1);
  } else {
    delete parent[key];
  }
  return value;
}

/** JSON patch (RFC 6902). The target is not changed. */
export function jsonPatch(target: Json, operations: Operation[]): Json {
  const root = { '': structuredClone(target) };
  for (const { op, path, from = '', value } of operations) {
    switch (op) {
      case 'add':
        add(root, path, value);
        break;
      case 'remove':
        remove(root, path);
        break;
      case 'replace': {
        // As lenient as the API server's library, which lets a field be replaced that is not there.
        const [parent, key] = locate(root, path);
        parent[key] = value;
        break;
      }
      case 'move':
        add(root, path, remove(root, from));
        break;
      case 'copy':
        add(root, path, structuredClone(find(root, from)));
        break;
      case 'test':
        if (!deepEqual(find(root, path), value)) {
          throw new JsonPatchError(`testing value ${path} failed`);
        }
        break;
      default:
        throw new JsonPatchError(`Unexpected kind: ${op}`);
    }
  }
  return root[''];
}
