import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

/** Does work, and says whether and why it failed. */
export type Guard = (what: string, work: () => void) => { error?: Error };

/**
 * Whatever objects hold, what is done with them ends nothing else: what is thrown goes to the log, once as long as it
 * stays the same.
 */
export function createGuard(logger: LoggerService): Guard {
  const errors = new Map<string, string>();
  return (what, work) => {
    try {
      work();
      errors.delete(what);
      return {};
    } catch (thrown) {
      const error = toError(thrown);
      if (errors.get(what) !== error.message) {
        errors.set(what, error.message);
        logger.error(what, error);
      }
      return { error };
    }
  };
}
