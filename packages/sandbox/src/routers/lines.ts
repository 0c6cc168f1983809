import { Duplex } from 'node:stream';
import { closedFailure, Failure } from './failures';

const MAX_LINE = 64 * 1024;

/** A connection that failed, with what the router logs of it. */
export class ConnectionFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.text);
    this.name = 'ConnectionFailure';
  }
}

/**
 * Reads one line and leaves the rest in the stream.
 *
 * @throws ConnectionFailure when the stream ends before
 */
export async function readLine(stream: Duplex): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < MAX_LINE) {
    const chunk: Buffer | null = stream.read();
    if (chunk) {
      const end = chunk.indexOf(10);
      if (end >= 0) {
        const rest = chunk.subarray(end + 1);
        if (rest.length) stream.unshift(rest);
        chunks.push(chunk.subarray(0, end));
        return Buffer.concat(chunks).toString();
      }
      chunks.push(chunk);
      length += chunk.length;
    } else await readable(stream);
  }
  throw new Error('The peer speaks another protocol');
}

function readable(stream: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stream.destroyed || stream.readableEnded) {
      reject(stream.errored ?? new ConnectionFailure(closedFailure()));
      return;
    }
    const events: Record<string, (error?: Error) => void> = {
      readable: resolve as () => void,
      end: () => reject(new ConnectionFailure(closedFailure())),
      close: () => reject(new ConnectionFailure(closedFailure())),
      error: reject,
    };
    const attached: [string, (error?: Error) => void][] = [];
    for (const [name, act] of Object.entries(events)) {
      const listener = (error?: Error) => {
        attached.forEach(([event, other]) => stream.off(event, other));
        act(error);
      };
      attached.push([name, listener]);
      stream.on(name, listener);
    }
  });
}
