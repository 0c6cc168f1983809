import type { SeenRequest } from '../../support/ApiProxy';

/** A right as rules of roles name it: verb, and `resource/subresource` with its group. */
export interface Right {
  verb: string;
  /** `pods/log`, `sites.skupper.io`. */
  resource: string;
}

const VERBS: Record<string, string> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
};

/** The rights that an API server asks its authorizer for when it gets a request; none for discovery and health. */
export function rightsOf({ method, url, code, upgrade }: SeenRequest): Right[] {
  const { pathname, searchParams } = new URL(url, 'https://kubernetes');
  const parts = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const root = parts.shift();
  if (root !== 'api' && root !== 'apis') return [];
  const group = root === 'apis' ? parts.shift() : '';
  if (!parts.shift() || !parts.length) return [];
  // `namespaces/x/status` is a namespace's own, `namespaces/x/pods` is not.
  const within =
    parts[0] === 'namespaces' &&
    parts.length > 2 &&
    !['status', 'finalize'].includes(parts[2]);
  const [plural, name, subresource] = within ? parts.slice(2) : parts;
  const resource =
    (subresource ? `${plural}/${subresource}` : plural) +
    (group ? `.${group}` : '');
  const right = (verb: string) => ({ verb, resource });
  if (method === 'GET' || method === 'HEAD') {
    if (upgrade) {
      // Commands to pods come as GET by WebSocket, and need what the POST of old needs, too.
      return [right('get'), right('create')];
    }
    if (name) return [right('get')];
    return [right(searchParams.get('watch') ? 'watch' : 'list')];
  }
  if (method === 'DELETE') return [right(name ? 'delete' : 'deletecollection')];
  // A server-side apply that makes an object needs both.
  const made = method === 'PATCH' && code === 201;
  return [right(VERBS[method]), ...(made ? [right('create')] : [])];
}

/** `verb resource`, to compare sets. */
export const textOf = ({ verb, resource }: Right) => `${verb} ${resource}`;
