import { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { ApiError, badRequest, unsupportedMediaType } from '../errors';
import { Json } from '../types';

const LIMIT = 3 * 1024 * 1024;
const ACCEPTED = ['application/json', 'application/yaml'];

/** @throws ApiError 413 beyond 3 MiB */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LIMIT) {
      throw new ApiError(
        413,
        'RequestEntityTooLarge',
        'Request entity too large: limit is 3145728',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function contentTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0].trim();
}

/** The body as JSON or YAML; undefined when there is none. */
export function parseBody(text: string, contentType: string): Json {
  if (!text) {
    return undefined;
  }
  const type = contentType || 'application/json';
  if (type !== 'application/yaml' && !type.endsWith('json') && type !== '*/*') {
    throw unsupportedMediaType(ACCEPTED);
  }
  try {
    return type === 'application/yaml' ? parse(text) : JSON.parse(text);
  } catch (error) {
    throw badRequest(
      `the object provided is unrecognized (must be of type kind): ${
        (error as Error).message
      }`,
    );
  }
}
