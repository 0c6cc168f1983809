import { Json } from '../types';
import { deepEqual } from '../ssa/typed';

/** An operation that can't be done; the message is that of the server's library. */
export class JsonPatchError extends Error {}

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: Json;
}

function segments(pointer: string): string[] {
  if (pointer === '') {
    return [];
  }
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function indexIn(part: string, path: string, end: number) {
  const index = Number(part);
  if (!/^(0|[1-9]\d*)$/.test(part) || index > end) {
    throw new JsonPatchError(
      `Unable to access invalid index: ${part}: ${path}`,
    );
  }
  return index;
}

function find(root: Json, path: string): Json {
  let node = root;
  for (const part of segments(path)) {
    if (node === null || typeof node !== 'object' || !(part in node)) {
      throw new JsonPatchError(`missing value for path: ${path}`);
    }
    node = node[part];
  }
  return node;
}

function parentOf(root: Json, op: string, path: string): [Json, string] {
  const parts = segments(path);
  const last = parts.pop() ?? '';
  let node = root;
  for (const part of parts) {
    node = node?.[part];
    if (node === null || typeof node !== 'object') {
      throw new JsonPatchError(
        `${op} operation does not apply: doc is missing path: "${path}": missing value`,
      );
    }
  }
  return [node, last];
}

function add(root: Json, path: string, value: Json): void {
  const [parent, last] = parentOf(root, 'add', path);
  if (Array.isArray(parent)) {
    const index =
      last === '-' ? parent.length : indexIn(last, path, parent.length);
    parent.splice(index, 0, value);
  } else {
    parent[last] = value;
  }
}

function remove(root: Json, op: string, path: string): Json {
  const [parent, last] = parentOf(root, op, path);
  if (Array.isArray(parent)) {
    return parent.splice(indexIn(last, path, parent.length - 1), 1)[0];
  }
  if (!(last in parent)) {
    throw new JsonPatchError(
      `${op} operation does not apply: doc is missing key: ${path}: missing value`,
    );
  }
  const value = parent[last];
  delete parent[last];
  return value;
}

/** JSON patch (RFC 6902). The target is not changed. */
export function jsonPatch(target: Json, operations: Operation[]): Json {
  const root = structuredClone(target);
  for (const { op, path, from, value } of operations) {
    switch (op) {
      case 'add':
        add(root, path, value);
        break;
      case 'remove':
        remove(root, 'remove', path);
        break;
      case 'replace': {
        // As lenient as the API server's library, which lets a field be replaced that is not there.
        const [parent, last] = parentOf(root, 'replace', path);
        if (Array.isArray(parent)) {
          indexIn(last, path, parent.length - 1);
        }
        parent[last] = value;
        break;
      }
      case 'move':
        add(root, path, remove(root, 'move', from ?? ''));
        break;
      case 'copy':
        add(root, path, structuredClone(find(root, from ?? '')));
        break;
      case 'test':
        if (!deepEqual(find(root, path), value)) {
          throw new JsonPatchError(`testing value ${path} failed: test failed`);
        }
        break;
      default:
        throw new JsonPatchError(`Unexpected kind: ${op}`);
    }
  }
  return root;
}
