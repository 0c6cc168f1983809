import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { closedFailure, Failure, protocolFailure } from './failures';

const MAX_LINE = 64 * 1024;

/** A connection that failed, with what the router logs of it. */
export class ConnectionFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.text);
    this.name = 'ConnectionFailure';
  }
}

/**
 * Reads one line of JSON and leaves the rest in the stream.
 *
 * @param ended - the failure when the stream ends before
 * @throws ConnectionFailure also when the peer speaks something else
 */
export async function readLine(
  stream: Duplex,
  ended = closedFailure(),
): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < MAX_LINE) {
    const chunk: Buffer | null = stream.read();
    if (chunk) {
      if (!length && chunk[0] !== 0x7b) {
        throw new ConnectionFailure(protocolFailure(chunk.toString('latin1')));
      }
      const end = chunk.indexOf(10);
      if (end >= 0) {
        const rest = chunk.subarray(end + 1);
        if (rest.length) stream.unshift(rest);
        chunks.push(chunk.subarray(0, end));
        return Buffer.concat(chunks).toString();
      }
      chunks.push(chunk);
      length += chunk.length;
    } else await readable(stream, ended);
  }
  throw new ConnectionFailure(protocolFailure(''));
}

/**
 * Resolves when there is something to read.
 *
 * @throws ConnectionFailure when the stream ends before, and its own error when it breaks
 */
export async function readable(stream: Duplex, ended: Failure): Promise<void> {
  if (stream.destroyed || stream.readableEnded) {
    throw stream.errored ?? new ConnectionFailure(ended);
  }
  const done = new AbortController();
  const event = (name: string) => once(stream, name, { signal: done.signal });
  const end = Promise.race([event('end'), event('close')]).then(() => {
    throw new ConnectionFailure(ended);
  });
  await Promise.race([event('readable'), end]).finally(() => done.abort());
}
