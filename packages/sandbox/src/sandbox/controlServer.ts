import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, IncomingMessage } from 'node:http';
import { listen, LOOPBACK } from '../shared/servers';

/** A command of the control surface: named arguments in, anything that JSON can carry out. */
export type ControlCommand = (
  args: Record<string, unknown>,
) => unknown | Promise<unknown>;

/** A mistake in a command, answered with its message. */
export class ControlInputError extends Error {}

/** A running control surface. */
export interface ControlServer {
  url: string;
  token: string;
  close(): Promise<void>;
}

const MAX_BODY = 64 * 1024;

/** Serves commands on loopback: `POST /<command>` with a JSON object, by bearer token only. */
export async function startControlServer(
  commands: Record<string, ControlCommand>,
  port = 0,
): Promise<ControlServer> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? null));
    };
    // No browser may be talked into a command: it cannot know the token, and preflights get nothing.
    if (!isAuthorized(request, token)) {
      answer(401, { error: 'The bearer token of the state folder is needed.' });
      return;
    }
    const command = Object.hasOwn(commands, (request.url ?? '').slice(1))
      ? commands[(request.url ?? '').slice(1)]
      : undefined;
    if (!command || request.method !== 'POST') {
      answer(404, { error: 'There is no such command.' });
      return;
    }
    try {
      answer(200, await command(await readBody(request)));
    } catch (error) {
      const status = error instanceof ControlInputError ? 400 : 500;
      answer(status, { error: (error as Error).message });
    }
  });
  return {
    url: `http://${LOOPBACK}:${await listen(server, port)}`,
    token,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readBody(
  request: IncomingMessage,
): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_BODY) {
      throw new ControlInputError('The request is too long.');
    }
  }
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    throw new ControlInputError('The request is no JSON.');
  }
}
