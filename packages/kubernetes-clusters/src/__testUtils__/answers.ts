import { ServerResponse } from 'node:http';

/** A failed answer's body. */
export function status(
  code: number,
  message: string,
  details?: object,
  reason?: string,
) {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
    message,
    reason,
    details,
  };
}

/** Ends an answer. */
export function answer(
  res: ServerResponse,
  code: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  res.writeHead(code, { 'content-type': 'application/json', ...headers });
  res.end(JSON.stringify(body));
}
