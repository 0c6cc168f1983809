import {
  eachWithTestServer,
  waiter,
} from '../../../../kubernetes-clusters/src/__testUtils__';
import { Plan } from '../../plan/plan';
import { executePlan } from '../executePlan';
import { PlanFailedError } from '../PlanFailedError';
import { ExecuteOptions } from '../types';

/** Gives each test of a suite an API server of its own as `west` and as `east`, and runs plans there. */
export function eachWithExecutor() {
  const { changed, until } = waiter();
  const test = Object.assign(eachWithTestServer(['west', 'east']), {
    /** What was told of the progress. */
    lines: [] as string[],
    /** Cancels what runs. */
    cancel: new AbortController(),
    changed,
    /** Resolves when a condition holds: looks again at each line and watch, and when `changed` is called. */
    when: until,
    run: (plan: Partial<Plan>, options: Partial<ExecuteOptions> = {}) =>
      executePlan(
        { federation: 'f', steps: [], ...plan },
        {
          clusters: test.clusters,
          signal: test.cancel.signal,
          onProgress: ({ line }) => {
            test.lines.push(line);
            changed();
          },
          ...options,
        },
      ),
    /** How something fails that must not succeed. */
    failure: (promise: Promise<unknown>): Promise<PlanFailedError> =>
      promise.then(
        () => Promise.reject(new Error('should have failed')),
        error => error,
      ),
  });
  beforeEach(() => {
    test.lines.length = 0;
    test.cancel = new AbortController();
    test.server.onWatch = changed;
  });
  return test;
}
