/** What a path of the API names. */
export interface ResourcePath {
  group: string;
  version: string;
  namespace: string;
  plural: string;
  name: string;
  subresource: string;
  /** Asked for by the old path of watches: `/api/v1/watch/…`. */
  watch?: boolean;
}

/**
 * Parses `/api/v1/…` and `/apis/<group>/<version>/…`.
 *
 * @returns undefined for paths that name no resource
 */
export function parsePath(path: string): ResourcePath | undefined {
  // Decoded as a whole: an encoded slash separates like any other.
  const parts: string[] = decodeURIComponent(path).split('/').slice(1);
  if (parts[parts.length - 1] === '') {
    parts.pop();
  }
  let group = '';
  const prefix = parts.shift();
  if (prefix === 'apis') {
    group = parts.shift() ?? '';
  } else if (prefix !== 'api') {
    return undefined;
  }
  const version = parts.shift();
  if (!version || !parts.length) {
    return undefined;
  }
  const watch = parts[0] === 'watch' && parts.length > 1;
  if (watch) {
    parts.shift();
  }
  let namespace = '';
  // `namespaces/x` and its sub-resources are the Namespace itself; anything longer is inside it.
  const inside =
    parts[0] === 'namespaces' &&
    parts.length > 2 &&
    !(group === '' && ['status', 'finalize'].includes(parts[2]));
  if (inside) {
    namespace = parts[1];
    parts.splice(0, 2);
  }
  const [plural, name = '', ...rest] = parts;
  return {
    group,
    version,
    namespace,
    plural,
    name,
    subresource: rest.join('/'),
    ...(watch ? { watch } : {}),
  };
}
