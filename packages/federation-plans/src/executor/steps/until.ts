import {
  KubeObject,
  createDeadline,
  keyLabel,
} from '@backstage-federation/kubernetes-clusters';
import { Progress, UntilStep } from '../../plan/plan';
import { StepContext, StepFailure, StepRun } from '../types';

/** Touches what the step's controller has not reacted to, and says so. @returns what ends it */
function keepTouching(
  { cluster, touch }: UntilStep,
  { clusters, report }: StepContext,
  seen: () => Watched | undefined,
  signal: AbortSignal,
): () => void {
  if (!touch) return () => {};
  const keys = () => {
    const objects = seen();
    try {
      return objects ? touch.objects(objects) : [];
    } catch {
      return []; // What it sees, the predicate sees too, and it ends the step.
    }
  };
  const touchAll = async () => {
    for (const key of keys()) {
      const at = new Date().toISOString();
      const patch = { metadata: { annotations: { [touch.annotation]: at } } };
      try {
        await clusters.get(cluster).mergePatch(key, patch, { signal });
        report(
          'waiting',
          `touched ${keyLabel(key)}, to which nobody has reacted yet`,
        );
      } catch (error) {
        if (signal.aborted) return;
        // The wait says what is wrong with the cluster; an object that is gone needs no touch.
        report('waiting', `could not touch ${keyLabel(key)}: ${error}`);
      }
    }
  };
  let touching: Promise<void> | undefined;
  const timer = setInterval(() => {
    touching ??= touchAll().finally(() => {
      touching = undefined;
    });
  }, touch.everyMs);
  return () => clearInterval(timer);
}

type Watched = Record<string, KubeObject[]>;

/** What one watch of the step knows. */
class Known {
  readonly #objects = new Map<string, KubeObject>();
  synced = false;
  problem?: string;

  put(objects: KubeObject[]) {
    this.#objects.clear();
    objects.forEach(object => this.set(object));
  }

  set(object: KubeObject) {
    this.#objects.set(Known.#key(object), object);
  }

  remove(object: KubeObject) {
    this.#objects.delete(Known.#key(object));
  }

  list(): KubeObject[] {
    return [...this.#objects.values()];
  }

  static #key({ metadata }: KubeObject) {
    return `${metadata.namespace ?? ''}/${metadata.name}`;
  }
}

/**
 * Watches until the predicate holds. Ends with the findings of the step when it does not in time.
 *
 * @internal
 */
export async function runUntil(
  step: UntilStep,
  context: StepContext,
): Promise<StepRun> {
  if (context.dryRun) {
    return { outcome: 'skipped', objects: [], message: 'would wait' };
  }
  const known = Object.entries(step.watches).map(([as, watch]) => ({
    as,
    watch,
    of: new Known(),
  }));
  const snapshot = (): Watched =>
    Object.fromEntries(known.map(({ as, of }) => [as, of.list()]));
  const deadline = createDeadline(context.signal, step.timeoutMs);
  // Ends the watches whichever way the step ends.
  const watching = new AbortController();
  let last: Progress | undefined;
  let stuck: { by: string; timer: NodeJS.Timeout } | undefined;
  const endTouches = keepTouching(
    step,
    context,
    () => (known.every(({ of }) => of.synced) ? snapshot() : undefined),
    watching.signal,
  );

  const failure = (message: string) => {
    try {
      return new StepFailure(message, { findings: step.explain?.(snapshot()) });
    } catch {
      // What should explain it is of a shape that nobody expected: what is known stands.
      return new StepFailure(message);
    }
  };

  try {
    const message = await new Promise<string>((resolve, reject) => {
      deadline.signal.addEventListener('abort', () => {
        if (!deadline.timedOut) {
          reject(new StepFailure('cancelled'));
          return;
        }
        const problem = known.map(({ of }) => of.problem).find(Boolean);
        reject(
          failure(
            `not within ${step.timeoutMs / 1000} s: ${
              problem ?? last?.message ?? 'nothing was seen'
            }`,
          ),
        );
      });
      const noteStuck = (progress: Progress) => {
        if (progress.stuck?.by === stuck?.by) return;
        clearTimeout(stuck?.timer);
        stuck = progress.stuck && {
          by: progress.stuck.by,
          timer: setTimeout(
            () => reject(failure(last?.message ?? progress.message)),
            progress.stuck.forMs,
          ),
        };
      };
      const evaluate = () => {
        if (watching.signal.aborted || known.some(({ of }) => !of.synced)) {
          return;
        }
        try {
          const progress = step.predicate(snapshot());
          if (progress.state === 'done') {
            resolve(progress.message);
          } else if (progress.state === 'failed') {
            reject(failure(progress.message));
          } else if (progress.message !== last?.message) {
            context.report('waiting', progress.message);
          }
          last = progress;
          noteStuck(progress);
        } catch (error) {
          reject(error);
        }
      };
      if (deadline.signal.aborted) {
        reject(new StepFailure('cancelled'));
        return;
      }
      if (known.length === 0) {
        evaluate();
      }
      known.forEach(({ watch, of }) => {
        const { name } = watch;
        const wanted = (object: KubeObject) =>
          name === undefined || object.metadata.name === name;
        context.clusters.get(watch.cluster).watch(watch.type, {
          namespace: watch.namespace,
          labelSelector: watch.labelSelector,
          fieldSelector:
            name === undefined ? undefined : `metadata.name=${name}`,
          signal: watching.signal,
          onEvent(event) {
            if (event.type === 'sync') {
              of.put(event.objects.filter(wanted));
              of.synced = true;
            } else if (wanted(event.object)) {
              if (event.type === 'upsert') {
                of.set(event.object);
              } else {
                of.remove(event.object);
              }
            }
            evaluate();
          },
          onStatus(status) {
            of.problem =
              status.state === 'failing' ? status.message : undefined;
            if (status.state === 'failing') {
              if (status.reason === 'forbidden') {
                reject(failure(status.message));
              } else {
                context.report('waiting', status.message);
              }
            }
          },
        });
      });
    });
    return { outcome: 'waited', objects: [], message };
  } finally {
    watching.abort();
    clearTimeout(stuck?.timer);
    endTouches();
    deadline.dispose();
  }
}
