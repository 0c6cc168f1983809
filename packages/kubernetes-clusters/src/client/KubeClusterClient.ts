import { Duplex } from 'node:stream';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { isObjectMissing } from '../errors/KubeStatus';
import {
  errorFromNetwork,
  errorFromStatus,
  KubeResponseError,
} from '../errors/mapErrors';
import { redact, secretTexts } from '../errors/redact';
import { signOfLife } from '../health/signOfLife';
import { KubeTransport } from '../transport/KubeTransport';
import {
  ApplyOptions,
  ApplyResult,
  CallOptions,
  ClusterClient,
  KubeObject,
  ListOptions,
  ObjectKey,
  ReadOptions,
  ResourceType,
  WatchOptions,
} from '../types';
import { listPages } from '../watch/listPages';
import { applyObject, getObject, stripManagedFields } from './applyObject';
import { createDeadline } from './deadline';
import { Discovery } from './Discovery';
import { DEFAULT_TIMEOUT_MS, KubeRequester } from './KubeRequester';
import { missingPermissions } from './missingPermissions';
import { keyLabel, objectLabel, objectPath, resourceName } from './paths';
import { PORT_FORWARD_PROTOCOL, PortForwardStream } from './PortForwardStream';

const DEFAULT_LOG_BYTES = 1024 * 1024;

/**
 * {@link ClusterClient} over HTTP.
 *
 * @internal
 */
export class KubeClusterClient implements ClusterClient {
  readonly cluster: string;
  readonly #requester: KubeRequester;
  readonly #transport: KubeTransport;
  readonly #discovery: Discovery;
  readonly #fieldManager: string;
  readonly #startWatch: (
    type: ResourceType,
    options: WatchOptions<KubeObject>,
  ) => void;

  constructor(options: {
    requester: KubeRequester;
    transport: KubeTransport;
    fieldManager: string;
    startWatch(type: ResourceType, options: WatchOptions<KubeObject>): void;
  }) {
    this.cluster = options.requester.cluster;
    this.#requester = options.requester;
    this.#transport = options.transport;
    this.#fieldManager = options.fieldManager;
    this.#startWatch = options.startWatch;
    this.#discovery = new Discovery(options.requester);
  }

  async get<T extends KubeObject = KubeObject>(
    key: ObjectKey,
    options: ReadOptions = {},
  ): Promise<T | undefined> {
    return this.#mapped(`get ${keyLabel(key)}`, () =>
      getObject<T>(this.#requester, key, this.#besides(options)),
    );
  }

  async list<T extends KubeObject = KubeObject>(
    type: ResourceType,
    options: ListOptions = {},
  ): Promise<T[]> {
    return this.#mapped(`list ${resourceName(type)}`, async () => {
      const { objects } = await listPages<T>(
        this.#requester,
        type,
        this.#besides(options),
      );
      return objects;
    });
  }

  async apply(
    object: KubeObject,
    options: ApplyOptions = {},
  ): Promise<ApplyResult> {
    const what = `apply ${objectLabel(object)}`;
    const { signal, timeoutMs } = options;
    const type = await this.#discovery.typeOf(object, { signal, timeoutMs });
    const { name, namespace } = object.metadata;
    return this.#mapped(what, () =>
      applyObject(this.#requester, { type, name, namespace }, object, {
        ...options,
        fieldManager: this.#fieldManager,
      }),
    );
  }

  async mergePatch(
    key: ObjectKey,
    patch: object,
    options: CallOptions = {},
  ): Promise<KubeObject> {
    const what = `patch ${keyLabel(key)}`;
    return this.#mapped(what, async () => {
      try {
        return stripManagedFields(
          await this.#requester.object<KubeObject>({
            method: 'PATCH',
            path: objectPath(key),
            headers: { 'content-type': 'application/merge-patch+json' },
            body: patch,
            what,
            ...options,
          }),
        );
      } catch (error) {
        if (error instanceof KubeResponseError && error.status.message) {
          error.status.message = redact(
            error.status.message,
            secretTexts({
              ...patch,
              apiVersion: key.type.apiVersion,
              kind: key.type.kind,
              metadata: { name: key.name },
            }),
          );
        }
        throw error;
      }
    });
  }

  async delete(
    key: ObjectKey,
    options: NonNullable<Parameters<ClusterClient['delete']>[1]> = {},
  ): Promise<boolean> {
    const { uid, resourceVersion, dryRun, signal, timeoutMs } = options;
    const preconditions = {
      ...(uid && { uid }),
      ...(resourceVersion && { resourceVersion }),
    };
    const what = `delete ${keyLabel(key)}`;
    return this.#mapped(what, async () => {
      try {
        await this.#requester.text({
          method: 'DELETE',
          path: objectPath(key),
          body: {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            propagationPolicy: 'Background',
            ...(Object.keys(preconditions).length > 0 && { preconditions }),
            ...(dryRun && { dryRun: ['All'] }),
          },
          what,
          signal,
          timeoutMs,
        });
        return true;
      } catch (error) {
        if (
          error instanceof KubeResponseError &&
          isObjectMissing(error.status, key.name)
        ) {
          return false;
        }
        throw error;
      }
    });
  }

  watch<T extends KubeObject = KubeObject>(
    type: ResourceType,
    options: WatchOptions<T>,
  ): void {
    this.#startWatch(type, options as unknown as WatchOptions<KubeObject>);
  }

  async serves(type: ResourceType, options?: CallOptions): Promise<boolean> {
    return this.#discovery.serves(type, options);
  }

  async logs(options: Parameters<ClusterClient['logs']>[0]): Promise<string> {
    const { namespace, pod, signal, timeoutMs, limitBytes, ...query } = options;
    const what = `read log of pod ${namespace}/${pod}`;
    return this.#mapped(what, () =>
      this.#requester.text({
        method: 'GET',
        path: `${this.#podPath(namespace, pod)}/log`,
        query: { ...query, limitBytes: limitBytes ?? DEFAULT_LOG_BYTES },
        headers: { accept: '*/*' },
        what,
        signal,
        timeoutMs,
      }),
    );
  }

  async portForward(
    options: Parameters<ClusterClient['portForward']>[0],
  ): Promise<Duplex> {
    const { namespace, pod, port, signal } = options;
    const what = `port-forward to ${namespace}/${pod}:${port}`;
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw new InputError(`port must be 1 to 65535, not ${port}`);
    }
    const deadline = createDeadline(signal, timeoutMs);
    const subject = { cluster: this.cluster, what };
    try {
      const socket = await this.#transport.upgrade({
        path: `${this.#podPath(namespace, pod)}/portforward`,
        query: { ports: port },
        protocol: PORT_FORWARD_PROTOCOL,
        signal: deadline.signal,
      });
      const stream = new PortForwardStream(
        socket,
        `cluster ${this.cluster}: ${what}`,
      );
      const onAbort = () => stream.destroy(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      stream.once('close', () => signal?.removeEventListener('abort', onAbort));
      if (signal?.aborted) {
        stream.once('error', () => {});
        onAbort();
        throw signal.reason;
      }
      return stream;
    } catch (error) {
      if (error instanceof KubeResponseError) {
        throw errorFromStatus(error.status, subject);
      }
      if (deadline.timedOut) {
        throw new ServiceUnavailableError(
          `cluster ${this.cluster}: no answer within ${
            timeoutMs / 1000
          } s (${what})`,
        );
      }
      if (signal?.aborted) {
        throw signal.reason;
      }
      throw errorFromNetwork(error, subject);
    } finally {
      deadline.dispose();
    }
  }

  async version(options: CallOptions = {}): Promise<string | undefined> {
    return this.#mapped('ask for the version', () =>
      signOfLife(this.#requester, options),
    );
  }

  async missingPermissions(
    wanted: Parameters<ClusterClient['missingPermissions']>[0],
    options?: CallOptions,
  ): Promise<string[]> {
    return this.#mapped('check permissions', () =>
      missingPermissions(this.#requester, wanted, options),
    );
  }

  #besides<T extends ReadOptions>(options: T): T & { besides?: string } {
    return options.managers
      ? { ...options, besides: this.#fieldManager }
      : options;
  }

  #podPath(namespace: string, pod: string): string {
    return `/api/v1/namespaces/${encodeURIComponent(
      namespace,
    )}/pods/${encodeURIComponent(pod)}`;
  }

  async #mapped<T>(what: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw this.#requester.toError(error, what);
    }
  }
}
