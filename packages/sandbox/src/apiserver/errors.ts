import { Cause, Json, ResourceDefinition, qualifiedName } from './types';

/** A failed request, as the `Status` that Kubernetes answers. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details?: Json,
    readonly headers?: Record<string, string>,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  toStatus(): Json {
    const { message, reason, details, code } = this;
    return statusOf('Failure', {
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    });
  }
}

/** A `Status`: how a request went that answers with nothing else. */
export function statusOf(status: 'Success' | 'Failure', more: Json): Json {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status, ...more };
}

type Def = Pick<ResourceDefinition, 'group' | 'plural' | 'kind'>;

export function detailsOf(definition: Def, name?: string): Json {
  return {
    ...(name ? { name } : {}),
    ...(definition.group ? { group: definition.group } : {}),
    kind: definition.plural,
  };
}

export function notFound(definition: Def, name: string): ApiError {
  return new ApiError(
    404,
    'NotFound',
    `${qualifiedName(definition)} "${name}" not found`,
    detailsOf(definition, name),
  );
}

/** The answer for resources that a served version does not have. */
export function noSuchResource(): ApiError {
  return new ApiError(
    404,
    'NotFound',
    'the server could not find the requested resource',
    {},
  );
}

export function alreadyExists(definition: Def, name: string): ApiError {
  return new ApiError(
    409,
    'AlreadyExists',
    `${qualifiedName(definition)} "${name}" already exists`,
    detailsOf(definition, name),
  );
}

export function conflict(
  definition: Def,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): ApiError {
  return new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedName(
      definition,
    )} "${name}": ${why}`,
    detailsOf(definition, name),
  );
}

export function invalid(
  definition: Def,
  name: string,
  causes: Cause[],
): ApiError {
  const texts = [...new Set(causes.map(c => `${c.field}: ${c.message}`))];
  const group = definition.group ? `.${definition.group}` : '';
  return new ApiError(
    422,
    'Invalid',
    `${definition.kind}${group} "${name}" is invalid: ${
      texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
    }`,
    {
      ...(name ? { name } : {}),
      ...(definition.group ? { group: definition.group } : {}),
      ...(definition.kind ? { kind: definition.kind } : {}),
      causes,
    },
  );
}

/** The answer to wrong options of a request, such as `DeleteOptions`. */
export function invalidOptions(kind: string, causes: Cause[]): ApiError {
  return invalid({ group: 'meta.k8s.io', plural: '', kind }, '', causes);
}

export function forbidden(
  definition: Def,
  name: string,
  why: string,
  causes?: Cause[],
): ApiError {
  return new ApiError(
    403,
    'Forbidden',
    `${qualifiedName(definition)}${
      name ? ` "${name}"` : ''
    } is forbidden: ${why}`,
    { ...detailsOf(definition, name), ...(causes ? { causes } : {}) },
  );
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

/** The answer for paths that nothing stands behind: not a Status, but text. */
export class NoSuchPath extends Error {}

export function methodNotAllowed(): ApiError {
  return new ApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

/** History that the client wants to resume from is gone. */
export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

export function unsupportedMediaType(accepted: string[]): ApiError {
  return new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
      ', ',
    )}`,
  );
}

/** The client asks for media types, or for a `form` such as `Table`, that there are not. */
export function notAcceptable(form?: string): ApiError {
  const types =
    'application/json, application/yaml, application/vnd.kubernetes.protobuf';
  return form
    ? new ApiError(
        406,
        'NotAcceptable',
        `only the following media types are accepted: ${types}`,
      )
    : new ApiError(
        406,
        'NotAcceptable',
        `406: Not Acceptable\n\nAvailable representations: ${types}`,
        {},
      );
}

/** An error without a reason, which `kubectl` prints as "Error from server: …". */
export function internal(message: string): ApiError {
  return new ApiError(500, '', message);
}

/** The answer to whatever was thrown. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : internal((error as Error)?.message ?? String(error));
}

export function tooLargeResourceVersion(
  wanted: number,
  current: number,
): ApiError {
  return new ApiError(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${wanted}, current: ${current}`,
    {
      causes: [
        {
          reason: 'ResourceVersionTooLarge',
          message: 'Too large resource version',
        },
      ],
      retryAfterSeconds: 1,
    },
    { 'Retry-After': '1' },
  );
}

function fault(reason: string, field: string, message: string): Cause {
  return { reason: `FieldValue${reason}`, message, field };
}

/** What can be wrong with a field, in the words of Kubernetes. */
export const cause = {
  invalid: (field: string, value: unknown, message: string, as = 'Invalid') =>
    fault(as, field, `Invalid value: ${JSON.stringify(value)}: ${message}`),
  typeInvalid: (field: string, value: unknown, message: string) =>
    cause.invalid(field, value, message, 'TypeInvalid'),
  required: (field: string, message = '') =>
    fault('Required', field, `Required value${message && `: ${message}`}`),
  unsupported: (field: string, value: unknown, allowed: unknown[]) =>
    fault(
      'NotSupported',
      field,
      `Unsupported value: ${JSON.stringify(value)}: supported values: ${allowed
        .map(a => JSON.stringify(a))
        .join(', ')}`,
    ),
  duplicate: (field: string, value: unknown) =>
    fault('Duplicate', field, `Duplicate value: ${JSON.stringify(value)}`),
  tooLong: (field: string, limit: number) =>
    fault('TooLong', field, `Too long: may not be more than ${limit} bytes`),
  tooMany: (field: string, size: number, limit: number) =>
    fault(
      'TooMany',
      field,
      `Too many: ${size}: must have at most ${limit} items`,
    ),
  notFound: (field: string, value: unknown) =>
    fault('NotFound', field, `Not found: ${JSON.stringify(value)}`),
  forbidden: (field: string, message: string) =>
    fault('Forbidden', field, `Forbidden: ${message}`),
};
