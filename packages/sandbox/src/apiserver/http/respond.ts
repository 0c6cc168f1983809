import { ServerResponse } from 'node:http';
import { NoSuchPath, asApiError } from '../errors';
import { Json } from '../types';

/** Sends JSON text. */
export function sendText(
  response: ServerResponse,
  code: number,
  text: string,
  headers: Record<string, string | string[]> = {},
): void {
  if (response.destroyed || response.headersSent) {
    return;
  }
  response.writeHead(code, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

export function sendJson(
  response: ServerResponse,
  code: number,
  body: Json,
  headers?: Record<string, string | string[]>,
): void {
  sendText(response, code, `${JSON.stringify(body)}\n`, headers);
}

export function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof NoSuchPath) {
    sendText(response, 404, '404 page not found\n', {
      'Content-Type': 'text/plain; charset=utf-8',
    });
    return;
  }
  const known = asApiError(error);
  sendJson(response, known.code, known.toStatus(), known.headers);
}
