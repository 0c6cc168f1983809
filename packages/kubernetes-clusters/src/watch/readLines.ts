import { Readable } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';

/** Far above what an API server stores as one object (about 1.5 MB). */
const MAX_LINE = 16 * 1024 * 1024;

/**
 * Splits a byte stream into lines.
 *
 * @param onChunk - called for whatever comes, before it is split
 * @throws ServiceUnavailableError for a line that no API server would send
 * @internal
 */
export async function* readLines(
  stream: Readable,
  onChunk?: () => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    onChunk?.();
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) {
      throw new ServiceUnavailableError('a watch sent a line that is too long');
    }
    for (const line of lines) {
      if (line) {
        yield line;
      }
    }
  }
  // An API server ends every line; what ends otherwise is something else, and its reader shall see it.
  if (rest) {
    yield rest;
  }
}
