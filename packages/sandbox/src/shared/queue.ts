const MIN_RETRY_MS = 20;
const MAX_RETRY_MS = 5_000;

/** Options of {@link createQueue}. */
export interface QueueOptions {
  signal: AbortSignal;
  /** Called when handling a key failed; it is tried again later. */
  onError?(error: unknown, key: string): void;
  /** How many keys are handled at the same time; one key never twice. */
  concurrency?: number;
}

/** Work to be done, each key at most once at a time and at most once waiting. */
export interface Queue {
  add(key: string): void;
  addAfter(key: string, ms: number): void;
  /** Whether nothing is being done and nothing waits, but for the time of another attempt. */
  isIdle(): boolean;
}

/** A work queue in the manner of Kubernetes controllers: it merges equal keys and retries failures with back-off. */
export function createQueue(
  handle: (key: string) => Promise<void>,
  options: QueueOptions,
): Queue {
  const { concurrency = 1 } = options;
  const waiting = new Set<string>();
  const running = new Set<string>();
  const failures = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  options.signal.addEventListener('abort', () => {
    waiting.clear();
    timers.forEach(clearTimeout);
    timers.clear();
  });

  const addAfter = (key: string, ms: number) => {
    if (options.signal.aborted) {
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      add(key);
    }, ms);
    timer.unref();
    timers.add(timer);
  };

  const run = async (key: string) => {
    try {
      await handle(key);
      failures.delete(key);
    } catch (error) {
      if (!options.signal.aborted) {
        const count = (failures.get(key) ?? 0) + 1;
        failures.set(key, count);
        options.onError?.(error, key);
        addAfter(
          key,
          Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** Math.min(count - 1, 16)),
        );
      }
    } finally {
      running.delete(key);
      pump();
    }
  };

  function pump() {
    for (const key of waiting) {
      if (running.size >= concurrency || options.signal.aborted) {
        return;
      }
      if (!running.has(key)) {
        waiting.delete(key);
        running.add(key);
        void run(key);
      }
    }
  }

  function add(key: string) {
    if (!options.signal.aborted) {
      waiting.add(key);
      queueMicrotask(pump);
    }
  }

  return {
    add,
    addAfter,
    isIdle: () => waiting.size + running.size === 0,
  };
}
