import { setTimeout as delay } from 'node:timers/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import { NotAnApiServerError } from '../errors/NotAnApiServerError';
import { parseStatus } from '../errors/KubeStatus';
import {
  errorFromNetwork,
  errorFromStatus,
  KubeResponseError,
  networkReason,
} from '../errors/mapErrors';
import { ClusterHealth } from '../health/ClusterHealth';
import {
  KubeRequest,
  KubeResponse,
  KubeTransport,
} from '../transport/KubeTransport';
import { CallOptions } from '../types';
import {
  AnswerCheck,
  foreignAnswer,
  isJsonObject,
  isKubeObject,
} from './answers';
import { createDeadline, Deadline } from './deadline';
import { Limiter } from './createLimiter';

/** @internal */
export const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_THROTTLED = 3;
const GATEWAY_CODES = new Set([502, 503, 504]);

/** @public */
export type Call = Omit<KubeRequest, 'signal'> &
  CallOptions & {
    /** For messages: `list sites.skupper.io`. */
    what: string;
    /** Not held back by the cap: the sign of life that decides whether the cluster is there. */
    unlimited?: boolean;
  };

async function readText(response: KubeResponse): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response.body) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function retryAfterMs(response: KubeResponse): number {
  const seconds = Number(response.headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 1000;
}

/**
 * Every request to a cluster goes through here: cap, deadline, breaker, mapping of errors, and patience with an API
 * server that says it is busy (429).
 *
 * @internal
 */
export class KubeRequester {
  readonly cluster: string;
  readonly #transport: KubeTransport;
  readonly #health: ClusterHealth;
  readonly #limiter: Limiter;

  constructor(options: {
    cluster: string;
    transport: KubeTransport;
    health: ClusterHealth;
    limiter: Limiter;
  }) {
    this.cluster = options.cluster;
    this.#transport = options.transport;
    this.#health = options.health;
    this.#limiter = options.limiter;
  }

  /** @throws KubeResponseError for an answer of 400 or more; use {@link KubeRequester.toError} at the edge */
  async text(call: Call): Promise<string> {
    return this.#read(call, text => text);
  }

  /**
   * @param check - what makes an answer that of an API server; default: any JSON object
   * @throws KubeResponseError for an answer of 400 or more
   */
  async json<T>(call: Call, check: AnswerCheck = isJsonObject): Promise<T> {
    return this.#read(call, text => {
      let answer: unknown;
      try {
        answer = JSON.parse(text);
      } catch {
        throw this.#foreign(call, 'not JSON');
      }
      if (!check(answer)) {
        throw this.#foreign(call, 'JSON of another kind');
      }
      return answer as T;
    });
  }

  /** An object of Kubernetes. @throws KubeResponseError for an answer of 400 or more */
  object<T>(call: Call): Promise<T> {
    return this.json(call, isKubeObject);
  }

  async #read<T>(call: Call, parse: (text: string) => T): Promise<T> {
    const timeoutMs = call.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const deadline = createDeadline(call.signal, timeoutMs);
    try {
      for (let attempt = 0; ; attempt++) {
        const once = () =>
          this.#attempt(call, deadline, async response => {
            const text = await readText(response);
            const parsed = response.status < 400 ? parse(text) : undefined;
            return { response, text, parsed };
          });
        const { response, text, parsed } = call.unlimited
          ? await once()
          : await this.#limiter(once, deadline.signal);
        if (response.status === 429 && attempt < MAX_THROTTLED) {
          await delay(retryAfterMs(response), undefined, {
            signal: deadline.signal,
            ref: false,
          });
        } else if (response.status >= 400) {
          throw new KubeResponseError(parseStatus(response.status, text));
        } else {
          return parsed as T;
        }
      }
    } catch (error) {
      throw this.#ended(error, call, deadline, timeoutMs);
    } finally {
      deadline.dispose();
    }
  }

  /** Starts a stream. Only its start has a deadline and takes part in the cap; end it by `call.signal`. */
  async stream(call: Call & { signal: AbortSignal }): Promise<KubeResponse> {
    const timeoutMs = call.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const deadline = createDeadline(call.signal, timeoutMs);
    // Must outlive the deadline, which ends when the headers are there.
    const controller = new AbortController();
    const abort = () => controller.abort(deadline.signal.reason);
    deadline.signal.addEventListener('abort', abort, { once: true });
    try {
      const response = await this.#limiter(
        () =>
          this.#attempt(
            call,
            deadline,
            async answer => answer,
            controller.signal,
          ),
        deadline.signal,
      );
      if (response.status >= 400) {
        throw new KubeResponseError(
          parseStatus(response.status, await readText(response)),
        );
      }
      const end = () => controller.abort(call.signal.reason);
      call.signal.addEventListener('abort', end, { once: true });
      response.body.once('close', () =>
        call.signal.removeEventListener('abort', end),
      );
      if (call.signal.aborted) {
        end();
      }
      return response;
    } catch (error) {
      throw this.#ended(error, call, deadline, timeoutMs);
    } finally {
      deadline.signal.removeEventListener('abort', abort);
      deadline.dispose();
    }
  }

  /** What a caller of the cluster client sees. */
  toError(error: unknown, what: string): unknown {
    return error instanceof KubeResponseError
      ? errorFromStatus(error.status, { cluster: this.cluster, what })
      : error;
  }

  async #attempt<T>(
    call: Call,
    deadline: Deadline,
    read: (response: KubeResponse) => Promise<T>,
    signal: AbortSignal = deadline.signal,
  ): Promise<T> {
    this.#health.admit();
    try {
      const response = await this.#transport.request({
        method: call.method,
        path: call.path,
        query: call.query,
        headers: call.headers,
        body: call.body,
        signal,
      });
      const foreign = foreignAnswer(response, call.headers?.accept === '*/*');
      if (foreign) {
        // Its error is that it is not read.
        response.body.on('error', () => {}).destroy();
        throw this.#foreign(call, foreign);
      }
      const result = await read(response);
      if (GATEWAY_CODES.has(response.status)) {
        this.#health.failed(
          `cluster ${this.cluster} is unreachable: HTTP ${response.status}`,
        );
      } else {
        this.#health.answered(response.status);
      }
      return result;
    } catch (error) {
      if (deadline.signal.aborted && !deadline.timedOut) {
        this.#health.abandoned();
      } else if (
        error instanceof NotAnApiServerError &&
        this.#health.everConnected &&
        !call.unlimited
      ) {
        // One resource may be answered by something else: whether the cluster is there is up to the sign of life.
        this.#health.abandoned();
      } else {
        this.#health.failed(this.#reason(error, deadline));
      }
      throw error;
    }
  }

  #foreign(call: Call, gave: string): NotAnApiServerError {
    return new NotAnApiServerError(this.cluster, call.what, gave);
  }

  #reason(error: unknown, deadline: Deadline): string {
    if (!deadline.timedOut && error instanceof ServiceUnavailableError) {
      return error.message;
    }
    return `cluster ${this.cluster} is unreachable: ${
      deadline.timedOut ? 'no answer' : networkReason(error)
    }`;
  }

  #ended(
    error: unknown,
    call: Call,
    deadline: Deadline,
    timeoutMs: number,
  ): unknown {
    if (error instanceof KubeResponseError) {
      return error;
    }
    if (deadline.timedOut) {
      return new ServiceUnavailableError(
        `cluster ${this.cluster}: no answer within ${timeoutMs / 1000} s (${
          call.what
        })`,
      );
    }
    if (call.signal?.aborted) {
      return call.signal.reason;
    }
    return errorFromNetwork(error, {
      cluster: this.cluster,
      what: call.what,
    });
  }
}
