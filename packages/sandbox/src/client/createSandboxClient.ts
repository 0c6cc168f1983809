import { resourcePath } from './resources';
import { createTransport, TransportOptions } from './transport';
import { KubeStatusError, SandboxClient } from './types';
import { listAll, runWatch, WatchTimings } from './watch';

/** Options of {@link createSandboxClient}. */
export interface SandboxClientOptions extends TransportOptions {
  /** Name by which the sandbox knows the cluster. */
  cluster: string;
  /** Back-off of watches; only tests need it. */
  watchTimings?: WatchTimings;
}

/** A client of one API server, the sandbox's own or a real one. */
export function createSandboxClient(
  options: SandboxClientOptions,
): SandboxClient {
  const transport = createTransport(options);

  return {
    cluster: options.cluster,
    async get(type, namespace, name) {
      return orUndefinedOn404(
        transport.request({
          method: 'GET',
          path: resourcePath(type, namespace, name),
        }),
      );
    },
    async list(type, listOptions = {}) {
      return (await listAll(transport, type, listOptions)).items;
    },
    async create(type, object) {
      return transport.request({
        method: 'POST',
        path: resourcePath(type, object.metadata.namespace),
        body: object,
      });
    },
    async replace(type, object) {
      const { namespace, name } = object.metadata;
      return transport.request({
        method: 'PUT',
        path: resourcePath(type, namespace, name),
        body: object,
      });
    },
    async replaceStatus(type, object) {
      const { namespace, name } = object.metadata;
      return transport.request({
        method: 'PUT',
        path: `${resourcePath(type, namespace, name)}/status`,
        body: object,
      });
    },
    async patch(type, namespace, name, patch, subresource) {
      const path = resourcePath(type, namespace, name);
      return transport.request({
        method: 'PATCH',
        path: subresource ? `${path}/${subresource}` : path,
        body: patch,
        contentType: 'application/merge-patch+json',
      });
    },
    async apply(type, object, fieldManager) {
      const { namespace, name } = object.metadata;
      return transport.request({
        method: 'PATCH',
        path: resourcePath(type, namespace, name),
        query: { fieldManager, force: 'true' },
        body: object,
        contentType: 'application/apply-patch+yaml',
      });
    },
    async delete(type, namespace, name, deleteOptions = {}) {
      const { uid, gracePeriodSeconds } = deleteOptions;
      const answer = await orUndefinedOn404(
        transport.request({
          method: 'DELETE',
          path: resourcePath(type, namespace, name),
          body: {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            propagationPolicy: 'Background',
            ...(uid && { preconditions: { uid } }),
            ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
          },
        }),
      );
      return answer !== undefined;
    },
    watch(type, watchOptions) {
      void runWatch(transport, type, watchOptions, options.watchTimings);
    },
  };
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
