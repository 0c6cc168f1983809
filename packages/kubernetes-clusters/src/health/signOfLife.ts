import { isApiVersions, isVersion } from '../client/answers';
import { KubeRequester } from '../client/KubeRequester';
import { KubeResponseError } from '../errors/mapErrors';
import { CallOptions } from '../types';

/** Answers of API servers that keep `/version` to themselves. */
const HIDDEN = new Set([403, 404]);

/**
 * Asks for what only an API server gives: its version, or the versions of its API where that is hidden.
 *
 * @returns the version of Kubernetes; undefined where it is hidden
 * @throws NotAnApiServerError when something else answers
 * @internal
 */
export async function signOfLife(
  requester: KubeRequester,
  options: CallOptions,
): Promise<string | undefined> {
  const ask = (path: string, check: (answer: unknown) => boolean) =>
    requester.json<{ gitVersion?: string }>(
      {
        method: 'GET',
        path,
        what: 'look for a sign of life',
        unlimited: true,
        ...options,
      },
      check,
    );
  try {
    return (await ask('/version', isVersion)).gitVersion;
  } catch (error) {
    if (
      !(error instanceof KubeResponseError) ||
      !HIDDEN.has(error.status.code)
    ) {
      throw error;
    }
    await ask('/api', isApiVersions);
    return undefined;
  }
}
