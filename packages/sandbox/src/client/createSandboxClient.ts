import {
  Call,
  collectionPath,
  createKubeApi,
  KubeResponseError,
  ReflectorTiming,
} from '@backstage-federation/kubernetes-clusters';
import { objectKey } from './resources';
import {
  KubeObject,
  KubeStatusError,
  ResourceType,
  SandboxClient,
  WatchOptions,
} from './types';

/** How to reach an API server. */
export interface SandboxClientOptions {
  /** Name by which the sandbox knows the cluster. */
  cluster: string;
  /** Base URL, e.g. `https://127.0.0.1:6443`. */
  server: string;
  /** Certificate authority of the server. Without it the system's roots count. */
  caPem?: string;
  /** Name to verify the server's certificate against, if not the URL's host. */
  tlsServerName?: string;
  skipTlsVerify?: boolean;
  /** Bearer token. */
  token?: string;
  /** Client certificate and key, for kubeconfigs that authenticate by certificate. */
  clientCertPem?: string;
  clientKeyPem?: string;
  /** Times of watches; only tests need it. */
  watchTimings?: Partial<ReflectorTiming>;
}

const TIMEOUT_MS = 60_000;
const MAX_REQUESTS = 32;
/** The sandbox's API servers are away for moments only, when somebody kills one for a test. */
const WATCH_TIMINGS = {
  minBackOffMs: 100,
  maxBackOffMs: 5_000,
  notFoundBackOffMs: 5_000,
};

/** A client of one API server, the sandbox's own or a real one. */
export function createSandboxClient(
  options: SandboxClientOptions,
): SandboxClient {
  const { cluster, server, token } = options;
  const api = createKubeApi({
    cluster,
    connection: {
      url: server.replace(/\/+$/, ''),
      headers: token ? { authorization: `Bearer ${token}` } : {},
      tls: {
        ca: options.caPem,
        cert: options.clientCertPem,
        key: options.clientKeyPem,
        servername: options.tlsServerName,
        rejectUnauthorized: !options.skipTlsVerify,
      },
    },
    concurrency: MAX_REQUESTS,
    timing: { ...WATCH_TIMINGS, ...options.watchTimings },
    onBug: error => process.emitWarning(error as Error),
  });

  const send = async (
    method: Call['method'],
    path: string,
    body?: object,
    more: { contentType?: string; query?: Call['query'] } = {},
  ) => {
    const { contentType, query } = more;
    const answer = api.text({
      method,
      path,
      query,
      body,
      headers: contentType ? { 'content-type': contentType } : {},
      what: `${method} ${path}`,
      timeoutMs: TIMEOUT_MS,
    });
    return JSON.parse((await answer.catch(rethrow)) || 'null');
  };

  return {
    cluster,
    get: (type, namespace, name) =>
      orUndefinedOn404(send('GET', objectPath(type, namespace, name))),
    list: (type, listOptions = {}) =>
      api
        .list(type, { ...listOptions, timeoutMs: TIMEOUT_MS })
        .catch(rethrow) as Promise<KubeObject[]>,
    create: (type, object) =>
      send('POST', collectionPath(type, object.metadata.namespace), object),
    replace: (type, object) => send('PUT', pathOf(type, object), object),
    replaceStatus: (type, object) =>
      send('PUT', `${pathOf(type, object)}/status`, object),
    patch(type, namespace, name, patch, subresource) {
      const path = objectPath(type, namespace, name);
      return send(
        'PATCH',
        subresource ? `${path}/${subresource}` : path,
        patch,
        { contentType: 'application/merge-patch+json' },
      );
    },
    apply: (type, object, fieldManager) =>
      send('PATCH', pathOf(type, object), object, {
        contentType: 'application/apply-patch+yaml',
        query: { fieldManager, force: true },
      }),
    async delete(type, namespace, name, deleteOptions = {}) {
      const { uid, gracePeriodSeconds } = deleteOptions;
      const deleted = send('DELETE', objectPath(type, namespace, name), {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
        ...(uid && { preconditions: { uid } }),
        ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
      });
      return (await orUndefinedOn404(deleted)) !== undefined;
    },
    watch(type, watchOptions) {
      const { namespace, labelSelector, signal, onSync } = watchOptions;
      const adopt = createAdopter(watchOptions);
      api.watch(type, {
        namespace,
        labelSelector,
        signal,
        onEvent(event) {
          if (event.type === 'sync') {
            adopt.list(event.objects as KubeObject[]);
            onSync?.();
          } else {
            adopt[event.type](event.object as KubeObject);
          }
        },
        onStatus(status) {
          if (status.state === 'failing' && status.reason === 'not-found') {
            // The type is gone (or not there yet): what was known of it no longer holds.
            adopt.list([]);
          }
        },
      });
    },
  };
}

/** Path of an object below the server's base URL. */
function objectPath(
  type: ResourceType,
  namespace: string | undefined,
  name: string,
): string {
  return `${collectionPath(type, namespace)}/${encodeURIComponent(name)}`;
}

function pathOf(type: ResourceType, { metadata }: KubeObject): string {
  return objectPath(type, metadata.namespace, metadata.name);
}

function rethrow(error: unknown): never {
  if (error instanceof KubeResponseError) {
    const { code, reason = 'Unknown', message } = error.status;
    throw new KubeStatusError(code, reason, message ?? `HTTP status ${code}`);
  }
  throw error;
}

async function orUndefinedOn404<T>(
  request: Promise<T>,
): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof KubeStatusError && error.code === 404) {
      return undefined;
    }
    throw error;
  }
}

/** Tells a watcher what changed, by what it was told before. */
function createAdopter({ onUpsert, onDelete }: WatchOptions) {
  const known = new Map<string, KubeObject>();
  const adopter = {
    upsert(object: KubeObject) {
      known.set(objectKey(object), object);
      onUpsert(object);
    },
    delete(object: KubeObject) {
      known.delete(objectKey(object));
      onDelete(object);
    },
    /** A fresh list: objects that vanished, or came back under another UID, are reported as deleted first. */
    list(items: KubeObject[]) {
      const fresh = new Map(items.map(item => [objectKey(item), item]));
      for (const [key, old] of [...known]) {
        if (fresh.get(key)?.metadata.uid !== old.metadata.uid) {
          adopter.delete(old);
        }
      }
      for (const [key, item] of fresh) {
        const { resourceVersion } = known.get(key)?.metadata ?? {};
        if (
          !known.has(key) ||
          resourceVersion !== item.metadata.resourceVersion
        ) {
          adopter.upsert(item);
        }
      }
    },
  };
  return adopter;
}
