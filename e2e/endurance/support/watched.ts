import {
  KubeObject,
  ResourceType,
  SandboxClient,
} from '../../../packages/sandbox/src/client';

interface Waiting {
  holds(object: KubeObject | undefined): boolean;
  resolve(): void;
}

/** The objects of one type in a namespace by one watch, with waits for a state of one of them. */
export class Watched {
  readonly objects = new Map<string, KubeObject>();
  readonly #waiting = new Map<string, Set<Waiting>>();
  readonly #abort = new AbortController();

  constructor(
    readonly client: SandboxClient,
    readonly type: ResourceType,
    namespace?: string,
  ) {
    client.watch(type, {
      namespace,
      signal: this.#abort.signal,
      onUpsert: object => this.#changed(object.metadata.name, object),
      onDelete: object => this.#changed(object.metadata.name, undefined),
    });
  }

  /** Resolves once the object, undefined when it is gone, is as wanted. */
  until(
    name: string,
    holds: (object: KubeObject | undefined) => boolean,
    timeoutMs = 30_000,
  ): Promise<void> {
    if (holds(this.objects.get(name))) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const set = this.#waiting.get(name) ?? new Set<Waiting>();
      this.#waiting.set(name, set);
      const waiting: Waiting = {
        holds,
        resolve: () => {
          clearTimeout(timer);
          set.delete(waiting);
          if (!set.size) this.#waiting.delete(name);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        reject(
          new Error(
            `${this.type.kind} ${name} not within ${
              timeoutMs / 1000
            } s ${holds}: ${JSON.stringify(this.objects.get(name)?.status)}`,
          ),
        );
      }, timeoutMs);
      set.add(waiting);
    });
  }

  gone(name: string): Promise<void> {
    return this.until(name, object => object === undefined);
  }

  close(): void {
    this.#abort.abort();
  }

  #changed(name: string, object: KubeObject | undefined): void {
    if (object) this.objects.set(name, object);
    else this.objects.delete(name);
    for (const waiting of [...(this.#waiting.get(name) ?? [])]) {
      if (waiting.holds(object)) waiting.resolve();
    }
  }
}

/** Runs `count` numbered jobs, `width` at a time. */
export async function inParallel(
  count: number,
  width: number,
  job: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await job(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

/** Whether a condition of the object is True. */
export function isTrue(object: KubeObject | undefined, type: string): boolean {
  return Boolean(
    object?.status?.conditions?.some(
      (condition: any) =>
        condition.type === type && condition.status === 'True',
    ),
  );
}
