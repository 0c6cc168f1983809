import { Agent, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { answerFleet, FleetAnswer, FleetOptions, FleetRequest } from './fleet';

/** Paths of Flower's own Fleet API that stand for the requests of the built-in one. */
const PATHS: Record<FleetRequest['op'], string> = {
  activate: '/v1/fleet/activate-node',
  heartbeat: '/v1/fleet/send-node-heartbeat',
  deactivate: '/v1/fleet/deactivate-node',
};

/**
 * The requests of {@link FleetRequest} as JSON, on the paths and with the statuses of Flower's own from 1.40 on.
 * @returns undefined for other paths
 */
export function routeFleet(
  options: FleetOptions,
  path: string,
  body: Buffer,
): { status: number; body: object } | undefined {
  if (!Object.values(PATHS).includes(path)) {
    return undefined;
  }
  let answer: FleetAnswer;
  try {
    answer = answerFleet(options, JSON.parse(body.toString('utf8')));
  } catch {
    return {
      status: 400,
      body: { code: 1003, detail: 'Invalid protobuf payload.' },
    };
  }
  if (answer.ok) {
    return { status: 200, body: answer };
  }
  // A node that the SuperLink doesn't know cannot have signed anything.
  return { status: answer.code === 16 ? 401 : 412, body: answer };
}

/** A SuperNode's one connection to its SuperLink. */
export class FleetConnection {
  private readonly agent: Agent;

  constructor(private readonly socket: Socket) {
    this.agent = new Agent({ keepAlive: true, maxSockets: 1 });
    this.agent.createConnection = () => socket;
    socket.on('error', () => undefined);
  }

  /** @throws if the connection ends, or nothing comes within the time */
  request(request: FleetRequest, timeoutMs = 5_000): Promise<FleetAnswer> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) {
        reject(new Error('connection closed'));
        return;
      }
      const body = JSON.stringify(request);
      const call = httpRequest(
        {
          agent: this.agent,
          method: 'POST',
          path: PATHS[request.op],
          headers: {
            host: 'superlink',
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
          signal: AbortSignal.timeout(timeoutMs),
        },
        response => {
          json(response).then(answer => resolve(answer as FleetAnswer), reject);
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
    this.socket.destroy();
  }
}
