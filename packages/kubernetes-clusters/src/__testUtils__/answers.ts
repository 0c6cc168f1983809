import { ServerResponse } from 'node:http';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON merge patch (RFC 7386). */
export function merge(into: unknown, from: unknown): unknown {
  if (!isObject(from)) {
    return from;
  }
  const result = isObject(into) ? { ...into } : {};
  for (const [key, value] of Object.entries(from)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = merge(result[key], value);
    }
  }
  return result;
}

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
