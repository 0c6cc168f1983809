import { InputError } from '@backstage/errors';

const HEADING = 'Invalid federation spec:';

/**
 * Runs what complains about fields of a spec, and lets it complain about the fields that the person filled in.
 *
 * @param names - fields of the spec by the names that the input has for them: `{ 'hub.site': 'name' }`
 * @throws what `run` throws; in an InputError the fields have the input's names
 */
export async function withFieldNames<T>(
  names: Record<string, string>,
  run: () => T | Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const lines = error.message
      .split('\n')
      .filter(line => line !== HEADING)
      .map(line => {
        const [field] = line.split(': ', 1);
        return names[field] ? names[field] + line.slice(field.length) : line;
      });
    throw new InputError(lines.join('\n'));
  }
}
