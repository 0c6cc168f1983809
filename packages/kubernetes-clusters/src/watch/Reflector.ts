import { NotAllowedError } from '@backstage/errors';
import { stripManagedFields } from '../client/applyObject';
import { isKubeObject } from '../client/answers';
import { KubeRequester } from '../client/KubeRequester';
import { collectionPath, groupPlural, resourceName } from '../client/paths';
import { KubeStatus } from '../errors/KubeStatus';
import { KubeResponseError } from '../errors/mapErrors';
import { NotAnApiServerError } from '../errors/NotAnApiServerError';
import { ClusterHealth } from '../health/ClusterHealth';
import {
  KubeObject,
  ResourceType,
  WatchEvent,
  WatchOptions,
  WatchStatus,
} from '../types';
import { BackOff } from './BackOff';
import { listPages } from './listPages';
import { readLines } from './readLines';

/** All in milliseconds. @public */
export interface ReflectorTiming {
  minBackOffMs: number;
  maxBackOffMs: number;
  /** Cap while the resource type is not served: a CRD that is being installed shall be seen soon. */
  notFoundBackOffMs: number;
  /**
   * A watch that says nothing for so long, not even a bookmark (API servers send one a minute), is made anew; after a
   * new list if it never said anything.
   */
  inactivityMs: number;
  /** The API server is asked to end a watch after this time, and up to twice as much. */
  lifetimeMs: number;
  /** A watch that lived so long was healthy: what follows is no repeated failure. */
  healthyMs: number;
}

const REFLECTOR_TIMING: ReflectorTiming = {
  minBackOffMs: 500,
  maxBackOffMs: 30_000,
  notFoundBackOffMs: 10_000,
  inactivityMs: 90_000,
  lifetimeMs: 300_000,
  healthyMs: 1_000,
};

/** Answers after which a watch can still go on from where it was. */
const RESUMABLE = new Set([401, 403, 429, 500, 502, 503]);

interface RawEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject & KubeStatus;
}

/**
 * Keeps a caller up to date with one list of objects, until the signal aborts.
 *
 * Pages, then a watch from the list's resourceVersion with bookmarks; a watch that ends is resumed where it was; a
 * resourceVersion that is too old (410) leads to a new list, whose `sync` replaces what was known. Nothing is ever said to
 * be deleted because of a failure.
 *
 * @internal
 */
export class Reflector {
  readonly #requester: KubeRequester;
  readonly #health: ClusterHealth;
  readonly #type: ResourceType;
  readonly #options: WatchOptions<KubeObject>;
  readonly #timing: ReflectorTiming;
  readonly #ownersBesides: string | undefined;
  readonly #backOff: BackOff;
  readonly #onBug: (error: unknown) => void;
  readonly #random: () => number;
  #resourceVersion?: string;
  #status?: WatchStatus;
  #stream?: AbortController;

  constructor(options: {
    requester: KubeRequester;
    health: ClusterHealth;
    type: ResourceType;
    options: WatchOptions<KubeObject>;
    timing?: Partial<ReflectorTiming>;
    /** The own field manager, which is left out where the watch asks for owners. */
    fieldManager?: string;
    /** Called when a listener of the caller throws. */
    onBug(error: unknown): void;
    random?: () => number;
  }) {
    this.#requester = options.requester;
    this.#health = options.health;
    this.#type = options.type;
    this.#options = options.options;
    this.#ownersBesides = options.options.owners
      ? options.fieldManager ?? ''
      : undefined;
    this.#onBug = options.onBug;
    this.#random = options.random ?? Math.random;
    this.#timing = { ...REFLECTOR_TIMING, ...options.timing };
    this.#backOff = new BackOff({
      minMs: this.#timing.minBackOffMs,
      maxMs: this.#timing.maxBackOffMs,
      random: this.#random,
    });
  }

  /** Resolves when the signal aborts; never rejects. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    const unsubscribe = this.#health.onTransition(up => {
      if (up) {
        // What grew in the outage must not delay what follows it, such as a new list.
        this.#backOff.reset();
        this.#backOff.wake();
      } else {
        // The connection is as dead as the cluster; without this it would be held until the inactivity check.
        this.#stream?.abort();
      }
    });
    try {
      while (!signal.aborted) {
        await this.#round(signal);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.#onBug(error);
      }
    } finally {
      unsubscribe();
      this.#health.setProblem(this, undefined);
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    try {
      if (this.#resourceVersion === undefined) {
        await this.#list(signal);
      }
      const startedAt = Date.now();
      const progressed = await this.#watch(signal);
      if (progressed || Date.now() - startedAt >= this.#timing.healthyMs) {
        this.#backOff.reset();
      } else {
        await this.#backOff.wait(signal);
      }
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (
        error instanceof KubeResponseError &&
        error.status.code === 410 &&
        // Of a new list it is as odd as any other answer.
        this.#resourceVersion !== undefined
      ) {
        this.#resourceVersion = undefined;
        // Jitter: after a compaction every watch of every replica relists.
        await this.#backOff.wait(signal);
        return;
      }
      if (
        error instanceof KubeResponseError &&
        !RESUMABLE.has(error.status.code)
      ) {
        // Such as 404 (CRD removed).
        this.#resourceVersion = undefined;
      }
      const status = this.#report(error);
      await this.#backOff.wait(
        signal,
        status.reason === 'not-found'
          ? this.#timing.notFoundBackOffMs
          : undefined,
      );
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { namespace, labelSelector, fieldSelector } = this.#options;
    const { objects, resourceVersion } = await listPages(
      this.#requester,
      this.#type,
      {
        namespace,
        labelSelector,
        fieldSelector,
        signal,
        ownersBesides: this.#ownersBesides,
      },
    );
    signal.throwIfAborted();
    this.#resourceVersion = resourceVersion;
    this.#emit({ type: 'sync', objects });
    this.#healthy();
  }

  /** @returns whether anything came; a broken connection is no error, the next round resumes or finds out why */
  async #watch(signal: AbortSignal): Promise<boolean> {
    const { namespace, labelSelector, fieldSelector } = this.#options;
    const { lifetimeMs, inactivityMs } = this.#timing;
    const controller = new AbortController();
    const onAbort = () => controller.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#stream = controller;
    let inactivity: NodeJS.Timeout | undefined;
    let progressed = false;
    try {
      const response = await this.#requester.stream({
        method: 'GET',
        path: collectionPath(this.#type, namespace),
        query: {
          watch: true,
          allowWatchBookmarks: true,
          resourceVersion: this.#resourceVersion,
          timeoutSeconds: Math.ceil((lifetimeMs * (1 + this.#random())) / 1000),
          labelSelector,
          fieldSelector,
        },
        what: `watch ${resourceName(this.#type)}`,
        signal: controller.signal,
      });
      this.#healthy();
      inactivity = setTimeout(() => {
        if (!progressed) {
          // A watch from a version that is yet to come, as after a restored backup, is silent for ever: look anew.
          this.#resourceVersion = undefined;
        }
        controller.abort();
      }, inactivityMs);
      inactivity.unref();
      try {
        const lines = readLines(response.body, () => inactivity?.refresh());
        for await (const line of lines) {
          signal.throwIfAborted();
          this.#handle(this.#parse(line));
          progressed = true;
        }
      } catch (error) {
        if (
          signal.aborted ||
          error instanceof KubeResponseError ||
          error instanceof NotAnApiServerError
        ) {
          throw error;
        }
      } finally {
        response.body.destroy();
      }
      return progressed;
    } catch (error) {
      if (controller.signal.aborted && !signal.aborted) {
        // Ended by us while it was being opened.
        return progressed;
      }
      throw error;
    } finally {
      clearTimeout(inactivity);
      this.#stream = undefined;
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** @throws NotAnApiServerError for what is no event */
  #parse(line: string): RawEvent {
    let event: Partial<RawEvent> | undefined;
    try {
      event = JSON.parse(line);
    } catch {
      // Nothing that an API server sends.
    }
    const isEvent =
      typeof event?.type === 'string' &&
      (event.type === 'ERROR'
        ? Boolean(event.object)
        : isKubeObject(event.object));
    if (isEvent) {
      return event as RawEvent;
    }
    this.#resourceVersion = undefined;
    throw new NotAnApiServerError(
      this.#requester.cluster,
      `watch ${resourceName(this.#type)}`,
      'a watch without events',
    );
  }

  #handle({ type, object }: RawEvent): void {
    if (type === 'ERROR') {
      throw new KubeResponseError({
        code: object.code ?? 500,
        reason: object.reason,
        message: object.message,
      });
    }
    const { resourceVersion } = object.metadata;
    if (type !== 'BOOKMARK') {
      stripManagedFields(object, undefined, this.#ownersBesides);
      this.#emit({ type: type === 'DELETED' ? 'delete' : 'upsert', object });
    }
    this.#resourceVersion = resourceVersion ?? this.#resourceVersion;
  }

  #emit(event: WatchEvent<KubeObject>): void {
    try {
      this.#options.onEvent(event);
    } catch (error) {
      this.#onBug(error);
    }
  }

  #healthy(): void {
    this.#health.setProblem(this, undefined);
    if (this.#status?.state !== 'synced') {
      this.#setStatus({ state: 'synced' });
    }
  }

  #report(error: unknown): WatchStatus & { state: 'failing' } {
    const what = `watch ${resourceName(this.#type)}`;
    const mapped = this.#requester.toError(error, what);
    const code =
      error instanceof KubeResponseError ? error.status.code : undefined;
    let reason: (WatchStatus & { state: 'failing' })['reason'] = 'unreachable';
    if (mapped instanceof NotAllowedError) {
      reason = 'forbidden';
    } else if (code === 404) {
      reason = 'not-found';
    }
    const message = mapped instanceof Error ? mapped.message : String(mapped);
    const status: WatchStatus = { state: 'failing', reason, message };
    // A type that is not served is no problem of the cluster's, and refused credentials are the cluster's own state.
    this.#health.setProblem(
      this,
      code === 401 || code === 404
        ? undefined
        : {
            resource: groupPlural(this.#type),
            forbidden: code === 403,
            message,
          },
    );
    if (
      this.#status?.state !== 'failing' ||
      this.#status.reason !== reason ||
      this.#status.message !== message
    ) {
      this.#setStatus(status);
    }
    return status;
  }

  #setStatus(status: WatchStatus): void {
    this.#status = status;
    try {
      this.#options.onStatus?.(status);
    } catch (error) {
      this.#onBug(error);
    }
  }
}
