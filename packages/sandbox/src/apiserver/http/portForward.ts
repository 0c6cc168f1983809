import { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { badRequest } from '../errors';
import { Faults } from '../faults';

const PROTOCOL = 'v4.channel.k8s.io';
/** Beyond this the pod's side is paused until the client has read. */
const BACKLOG_LIMIT = 4 * 1024 * 1024;

const server = new WebSocketServer({
  noServer: true,
  handleProtocols: offered => (offered.has(PROTOCOL) ? PROTOCOL : false),
});

/** The ports that a request names, in order. */
export function portsOf(query: URLSearchParams): number[] {
  const texts = [...query.getAll('ports'), ...query.getAll('port')].flatMap(
    text => text.split(','),
  );
  const ports = texts.map(Number);
  if (
    !ports.length ||
    ports.some(port => !Number.isInteger(port) || port < 1 || port > 65535)
  ) {
    throw badRequest(
      `query parameter "ports" must be one or more ports from 1 to 65535`,
    );
  }
  return ports;
}

/** @throws ApiError 400 when the client does not speak this server's way of port-forward */
export function checkProtocol(request: IncomingMessage): void {
  const offered = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map(p => p.trim());
  if (!offered.includes(PROTOCOL)) {
    throw badRequest(
      `unable to upgrade: port-forward is served as WebSocket with sub-protocol ${PROTOCOL}, got [${offered
        .filter(p => p)
        .join(' ')}]`,
    );
  }
}

function frame(channel: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([channel]), data]);
}

function portBytes(port: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(port);
  return bytes;
}

/**
 * `v4.channel.k8s.io`: for the i-th port, channel 2i carries data and 2i+1 an error text; the first frame on each is
 * the port, little endian.
 */
export function servePortForward(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  ports: number[],
  faults: Faults,
  connect: (port: number) => Promise<Duplex>,
): void {
  server.handleUpgrade(request, socket, head, ws => {
    const streams = ports.map((port, i) =>
      forward(ws, port, 2 * i, faults, connect),
    );
    // Messages come as buffers unless a socket's binaryType is changed.
    ws.on('message', (bytes: Buffer) => {
      const channel = bytes[0];
      if (channel % 2 === 0) {
        streams[channel / 2]?.write(bytes.subarray(1));
      }
    });
    ws.on('close', () => streams.forEach(stream => stream.end()));
    ws.on('error', () => streams.forEach(stream => stream.end()));
  });
}

function forward(
  ws: WebSocket,
  port: number,
  channel: number,
  faults: Faults,
  connect: (port: number) => Promise<Duplex>,
) {
  ws.send(frame(channel, portBytes(port)));
  ws.send(frame(channel + 1, portBytes(port)));
  let ended = false;
  const ready = connect(port).then(
    stream => {
      if (ended) {
        stream.destroy();
        return undefined;
      }
      void pump(stream, ws, channel, faults);
      return stream;
    },
    (error: Error) => {
      const text = `error forwarding port ${port}: ${error.message}`;
      if (ws.readyState === WebSocket.OPEN) {
        ws.send(frame(channel + 1, Buffer.from(text)));
        ws.close(1000);
      }
      return undefined;
    },
  );
  let tail: Promise<unknown> = ready;
  return {
    write(bytes: Buffer) {
      tail = tail.then(async () => {
        if (faults.frozen) {
          await faults.gate();
        }
        const stream = await ready;
        if (stream && !stream.destroyed && !stream.write(bytes)) {
          await new Promise<void>(resolve => {
            stream.once('drain', resolve);
            stream.once('close', resolve);
          });
        }
      });
    },
    end() {
      ended = true;
      tail = tail.then(async () => (await ready)?.destroy());
    },
  };
}

/** Sends what the pod says, no faster than the client reads. */
async function pump(
  stream: Duplex,
  ws: WebSocket,
  channel: number,
  faults: Faults,
): Promise<void> {
  try {
    for await (const data of stream) {
      if (faults.frozen) {
        await faults.gate();
      }
      if (ws.readyState !== WebSocket.OPEN) {
        break;
      }
      await new Promise<void>(resolve => {
        ws.send(frame(channel, data), () => resolve());
        if (ws.bufferedAmount < BACKLOG_LIMIT) {
          resolve();
        }
      });
    }
  } catch (error) {
    if (ws.readyState === WebSocket.OPEN) {
      ws.send(frame(channel + 1, Buffer.from((error as Error).message)));
    }
  }
  if (ws.readyState === WebSocket.OPEN) {
    ws.close(1000);
  }
}
