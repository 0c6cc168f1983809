import { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { ApiError, unsupportedMediaType } from '../errors';
import { Json, ResourceDefinition } from '../types';
import { jsonProblem, unrecognized } from '../rest/decode';
import { PROTOBUF, decodeProtobuf } from './protobuf';

const LIMIT = 3 * 1024 * 1024;
const ACCEPTED = ['application/json', 'application/yaml', PROTOBUF];

/** @throws ApiError 413 beyond 3 MiB */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
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
  return Buffer.concat(chunks);
}

export function contentTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0].trim();
}

/** The body, from JSON, YAML or protobuf; undefined when there is none. */
export function parseBody(
  body: Buffer,
  contentType: string,
  of?: Pick<ResourceDefinition, 'kind'>,
): Json {
  if (!body.length) {
    return undefined;
  }
  const type = contentType || 'application/json';
  if (type === PROTOBUF) {
    const decoded = decodeProtobuf(body);
    if (!decoded) {
      throw unsupportedMediaType(ACCEPTED.slice(0, 2));
    }
    return decoded;
  }
  if (type !== 'application/yaml' && !type.endsWith('json') && type !== '*/*') {
    throw unsupportedMediaType(ACCEPTED);
  }
  const text = body.toString('utf8');
  try {
    return type === 'application/yaml' ? parse(text) : JSON.parse(text);
  } catch (error) {
    throw unrecognized(
      of?.kind ?? 'kind',
      `couldn't get version/kind; json parse error: ${jsonProblem(
        text,
        error,
      )}`,
      text,
    );
  }
}
