import { isDeepStrictEqual } from 'node:util';
import { ServiceUnavailableError } from '@backstage/errors';
import { ClusterStatus } from '../types';

/** @internal */
export interface ClusterHealthOptions {
  name: string;
  title?: string;
  /** Failures in a row after which calls are refused without trying. */
  failureThreshold?: number;
  /** First and longest time without a try, milliseconds. */
  minBackOffMs?: number;
  maxBackOffMs?: number;
  onChange?(status: ClusterStatus): void;
  now?(): number;
  random?(): number;
}

/** What keeps a watch from its resource while the cluster may answer. @internal */
export interface WatchProblem {
  /** `group/plural` */
  resource: string;
  forbidden: boolean;
  /** One line without secrets. */
  message: string;
}

/** By name, each once, with the time of the watch that has failed longest. */
function failingResources(
  problems: (WatchProblem & { since: string })[],
): NonNullable<ClusterStatus['failing']> {
  const byName = new Map<
    string,
    { resource: string; since: string; reason: string }
  >();
  for (const { resource, since, message } of problems) {
    const known = byName.get(resource);
    if (!known || since < known.since) {
      byName.set(resource, { resource, since, reason: message });
    }
  }
  return [...byName.values()].sort((a, b) =>
    a.resource < b.resource ? -1 : 1,
  );
}

/**
 * Circuit breaker and status of one cluster.
 *
 * Closed: calls go out. After some failures in a row it opens: calls fail at once, so that a dead cluster costs nothing,
 * and after a back-off one call is let through as a probe. Its success closes the breaker, its failure doubles the
 * back-off. Any answer of the API server is a success, except 502, 503 and 504.
 *
 * @internal
 */
export class ClusterHealth {
  readonly #options: Required<
    Omit<ClusterHealthOptions, 'title' | 'onChange'>
  > &
    Pick<ClusterHealthOptions, 'onChange'>;
  readonly #listeners = new Set<(up: boolean) => void>();
  readonly #problems = new Map<object, WatchProblem & { since: string }>();
  #status: ClusterStatus;
  #failures = 0;
  #everConnected = false;
  #unauthorized = false;
  #reason = '';
  #open?: { backOffMs: number; probeAt: number; probing: boolean };

  constructor(options: ClusterHealthOptions) {
    this.#options = {
      failureThreshold: 3,
      minBackOffMs: 1_000,
      maxBackOffMs: 15_000,
      now: Date.now,
      random: Math.random,
      ...options,
    };
    this.#status = {
      name: options.name,
      ...(options.title && { title: options.title }),
      state: 'connecting',
      since: new Date(this.#options.now()).toISOString(),
    };
  }

  get status(): ClusterStatus {
    return this.#status;
  }

  /** Whether the API server has ever answered. */
  get everConnected(): boolean {
    return this.#everConnected;
  }

  /** Milliseconds until a probe may go out; undefined while the breaker is closed. */
  get probeInMs(): number | undefined {
    return this.#open && Math.max(0, this.#open.probeAt - this.#options.now());
  }

  /** Whether the last call failed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /**
   * Called when the breaker opens (`false`) and when it closes (`true`).
   * @returns unsubscribe
   */
  onTransition(listener: (up: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Call before each request. @throws ServiceUnavailableError while the breaker is open */
  admit(): void {
    const open = this.#open;
    if (!open) {
      return;
    }
    if (open.probing || this.#options.now() < open.probeAt) {
      throw new ServiceUnavailableError(this.#reason);
    }
    open.probing = true;
  }

  /** The request ended without saying anything of the cluster: the caller gave up. */
  abandoned(): void {
    if (this.#open) {
      this.#open.probing = false;
    }
  }

  /** The API server answered. */
  answered(code: number): void {
    const wasOpen = Boolean(this.#open);
    this.#open = undefined;
    this.#failures = 0;
    this.#everConnected = true;
    this.#unauthorized = code === 401;
    this.#update();
    if (wasOpen) {
      this.#emit(true);
    }
  }

  /** No answer, or none of the API server itself. `reason`: one line without secrets. */
  failed(reason: string): void {
    const { failureThreshold, minBackOffMs, maxBackOffMs, now, random } =
      this.#options;
    this.#failures += 1;
    this.#reason = reason;
    const wasOpen = this.#open;
    if (wasOpen?.probing || (!wasOpen && this.#failures >= failureThreshold)) {
      const backOffMs = wasOpen
        ? Math.min(wasOpen.backOffMs * 2, maxBackOffMs)
        : minBackOffMs;
      this.#open = {
        backOffMs,
        // Jitter, so that many clusters behind one broken network are not probed in step.
        probeAt: now() + backOffMs * (0.75 + random() * 0.5),
        probing: false,
      };
    }
    this.#update();
    if (this.#open && !wasOpen) {
      this.#emit(false);
    }
  }

  /**
   * What keeps a watch from its resource.
   * @param watch - who says so: several may watch one resource
   * @param problem - undefined when it is heard, or has ended
   */
  setProblem(watch: object, problem: WatchProblem | undefined): void {
    const before = this.#problems.get(watch);
    if (problem) {
      const goesOn = before && before.forbidden === problem.forbidden;
      const since = goesOn
        ? before.since
        : new Date(this.#options.now()).toISOString();
      this.#problems.set(watch, { ...problem, since });
    } else if (!this.#problems.delete(watch)) {
      return;
    }
    this.#update();
  }

  #emit(up: boolean) {
    [...this.#listeners].forEach(listener => listener(up));
  }

  #present(): Pick<
    ClusterStatus,
    'state' | 'reason' | 'forbidden' | 'failing'
  > {
    if (this.#open || (this.#failures > 0 && !this.#everConnected)) {
      return { state: 'unreachable', reason: this.#reason };
    }
    if (this.#failures > 0) {
      return { state: 'stale', reason: this.#reason };
    }
    if (this.#unauthorized) {
      return {
        state: 'forbidden',
        reason: `cluster ${
          this.#options.name
        }: the API server refused the credentials (401 Unauthorized)`,
      };
    }
    const problems = [...this.#problems.values()];
    const forbidden = problems.filter(problem => problem.forbidden);
    const failing = problems.filter(problem => !problem.forbidden);
    if (problems.length > 0) {
      return {
        state: failing.length > 0 ? 'stale' : 'forbidden',
        reason: [...failing, ...forbidden][0].message,
        ...(forbidden.length > 0 && {
          forbidden: [
            ...new Set(forbidden.map(({ resource }) => resource)),
          ].sort(),
        }),
        ...(failing.length > 0 && { failing: failingResources(failing) }),
      };
    }
    return { state: this.#everConnected ? 'connected' : 'connecting' };
  }

  #update() {
    const { name, title, state, since, reason, forbidden, failing } =
      this.#status;
    const present = this.#present();
    if (
      present.state === state &&
      present.reason === reason &&
      present.forbidden?.join() === forbidden?.join() &&
      isDeepStrictEqual(present.failing, failing)
    ) {
      return;
    }
    this.#status = {
      name,
      ...(title && { title }),
      ...present,
      since:
        present.state === state
          ? since
          : new Date(this.#options.now()).toISOString(),
    };
    this.#options.onChange?.(this.#status);
  }
}
