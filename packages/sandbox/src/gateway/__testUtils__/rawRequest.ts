import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A request whose path goes over the connection as it is. @returns its status; 0 when the connection ends without one */
export async function rawRequest(
  connection: Duplex,
  path: string,
  method = 'POST',
): Promise<number> {
  connection.write(
    [
      `${method} ${path} HTTP/1.1`,
      'Host: fleet-api',
      'Content-Type: application/protobuf',
      'Content-Length: 0',
      'Connection: close',
      '\r\n',
    ].join('\r\n'),
  );
  const answer = await text(connection).catch(() => '');
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
}
