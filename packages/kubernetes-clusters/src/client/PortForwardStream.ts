import { Duplex } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';
import { RawData, WebSocket } from 'ws';

/** Sub-protocol of Kubernetes' WebSocket port-forward. @internal */
export const PORT_FORWARD_PROTOCOL = 'v4.channel.k8s.io';

const DATA_CHANNEL = 0;
const ERROR_CHANNEL = 1;
/** Each channel begins with the port, two bytes. */
const PORT_BYTES = 2;

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) {
    return Buffer.concat(data);
  }
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

/**
 * One forwarded connection: frames are prefixed by their channel's number, data or error, and each channel begins with
 * the port's number. Reading less than comes holds the WebSocket back. The protocol cannot close one direction only, so
 * `end()` leaves the connection open for the answer; `destroy()` closes it.
 *
 * @internal
 */
export class PortForwardStream extends Duplex {
  readonly #socket: WebSocket;
  readonly #skip = [PORT_BYTES, PORT_BYTES];
  readonly #label: string;

  /** @param label - for messages: `cluster west: port-forward to flower/superlink-0:9093` */
  constructor(socket: WebSocket, label: string) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#label = label;
    socket.on('message', data => this.#onMessage(toBuffer(data)));
    socket.on('close', () => {
      if (!this.destroyed) {
        this.push(null);
        this.end();
      }
    });
    socket.on('error', () =>
      this.destroy(new ServiceUnavailableError(`${label}: connection lost`)),
    );
    socket.resume();
  }

  #onMessage(frame: Buffer) {
    const channel = frame[0];
    if (channel !== DATA_CHANNEL && channel !== ERROR_CHANNEL) {
      return;
    }
    const skip = Math.min(this.#skip[channel], frame.length - 1);
    this.#skip[channel] -= skip;
    const payload = frame.subarray(1 + skip);
    if (payload.length === 0 || this.destroyed) {
      return;
    }
    if (channel === ERROR_CHANNEL) {
      this.destroy(
        new ServiceUnavailableError(
          `${this.#label}: ${payload.toString('utf8').trim()}`,
        ),
      );
    } else if (!this.push(payload)) {
      this.#socket.pause();
    }
  }

  _read() {
    this.#socket.resume();
  }

  _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ) {
    const frame = Buffer.allocUnsafe(chunk.length + 1);
    frame[0] = DATA_CHANNEL;
    chunk.copy(frame, 1);
    this.#socket.send(frame, error =>
      done(
        error && new ServiceUnavailableError(`${this.#label}: connection lost`),
      ),
    );
  }

  _destroy(error: Error | null, done: (error?: Error | null) => void) {
    // A paused socket would never see the other side's close frame.
    this.#socket.resume();
    if (error) {
      this.#socket.terminate();
    } else {
      this.#socket.close();
    }
    done(error);
  }
}
