import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { isMarked, mark } from '../copies';
import { KubeStatus } from './KubeStatus';

/** What was asked for, for messages: `apply Site flower/hub`. */
export interface CallSubject {
  cluster: string;
  what: string;
}

/**
 * An answer with an HTTP status of 400 or more. Internal: callers of a cluster client see `@backstage/errors`.
 *
 * @public
 */
export class KubeResponseError extends Error {
  readonly status: KubeStatus;

  constructor(status: KubeStatus) {
    super(status.message ?? `HTTP ${status.code}`);
    this.name = 'KubeResponseError';
    this.status = status;
  }
}

/** Fields of an object that another field manager holds, with other values. @public */
export interface FieldConflict {
  /** The name of the manager, as the API server has it: `kubectl-set`. */
  manager: string;
  /** Paths from the object's root: `.spec.replicas`. */
  fields: string[];
}

/** Server-side apply would change fields that others manage. Taken over, they are ours. @public */
export class FieldConflictError extends ConflictError {
  /** By manager. */
  readonly conflicts: FieldConflict[];

  constructor(message: string, conflicts: FieldConflict[]) {
    super(message);
    mark(this, 'FieldConflictError');
    this.conflicts = conflicts;
  }

  /** Also of another copy of this package. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return isMarked(value, 'FieldConflictError');
  }
}

/** A change of fields that cannot be changed as long as the object is there. @public */
export class ImmutableFieldError extends InputError {
  /** Paths from the object's root: `spec.selector`. */
  readonly fields: string[];

  constructor(message: string, fields: string[]) {
    super(message);
    mark(this, 'ImmutableFieldError');
    this.fields = fields;
  }

  /** Also of another copy of this package. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return isMarked(value, 'ImmutableFieldError');
  }
}

/** As API servers say it: `field is immutable`, `may not change once set`, of a Pod `may not change fields other than`. */
const IMMUTABLE = /\bis immutable\b|\bmay not (be )?change/i;

function immutableFields({ details }: KubeStatus): string[] {
  const fields = (details?.causes ?? []).flatMap(({ field, message = '' }) =>
    field && IMMUTABLE.test(message) ? [field] : [],
  );
  return [...new Set(fields)];
}

/** Fields and managers of a server-side apply conflict, as the API server names them in `details.causes`. */
function conflictsOf(status: KubeStatus): FieldConflict[] {
  const byManager = new Map<string, string[]>();
  for (const cause of status.details?.causes ?? []) {
    if (cause.reason === 'FieldManagerConflict') {
      const manager =
        /conflict with "([^"]*)"/.exec(cause.message ?? '')?.[1] ??
        'another manager';
      byManager.set(manager, [
        ...(byManager.get(manager) ?? []),
        cause.field ?? '?',
      ]);
    }
  }
  return [...byManager].map(([manager, fields]) => ({ manager, fields }));
}

/**
 * The error of `@backstage/errors` for an API server's answer.
 *
 * @internal
 */
export function errorFromStatus(
  status: KubeStatus,
  { cluster, what }: CallSubject,
): Error {
  const said = status.message ?? `HTTP ${status.code}`;
  const message = `cluster ${cluster}: ${what}: ${said}`;
  switch (status.code) {
    case 400:
    case 405:
    case 413:
    case 415:
      return new InputError(message);
    case 422: {
      const fields = immutableFields(status);
      return fields.length
        ? new ImmutableFieldError(message, fields)
        : new InputError(message);
    }
    case 401:
      return new NotAllowedError(
        `cluster ${cluster}: ${what}: the API server refused the credentials (401 Unauthorized)`,
      );
    case 403:
      return new NotAllowedError(message);
    case 404:
    case 410:
      return new NotFoundError(message);
    case 409: {
      const conflicts = conflictsOf(status);
      if (!conflicts.length) return new ConflictError(message);
      const held = conflicts
        .map(
          ({ manager, fields }) => `${fields.join(', ')} owned by "${manager}"`,
        )
        .join('; ');
      return new FieldConflictError(
        `cluster ${cluster}: ${what}: other field managers hold other values: ${held}`,
        conflicts,
      );
    }
    case 500:
      // How API servers refuse a configuration whose fields the schema does not know, or has another type for.
      return said.startsWith('failed to create typed patch object')
        ? new InputError(message)
        : new ServiceUnavailableError(message);
    default:
      return new ServiceUnavailableError(message);
  }
}

const CAUSES: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'connection timed out',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name lookup failed',
  UND_ERR_CONNECT_TIMEOUT: 'connection timed out',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'answer stopped',
  UND_ERR_SOCKET: 'connection closed',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'certificate is self-signed and not trusted (set caData or caFile)',
  SELF_SIGNED_CERT_IN_CHAIN:
    'certificate authority is not trusted (set caData or caFile)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'certificate authority is not trusted (set caData or caFile)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'certificate authority is not trusted (set caData or caFile)',
  CERT_SIGNATURE_FAILURE:
    'certificate was signed by another authority of the same name (set caData or caFile)',
  CERT_HAS_EXPIRED: 'certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate is for another host name',
};

function findCode(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) {
    return undefined;
  }
  const { code, cause, errors } = error as {
    code?: unknown;
    cause?: unknown;
    errors?: unknown[];
  };
  if (typeof code === 'string' && code in CAUSES) {
    return code;
  }
  return (
    errors?.map(inner => findCode(inner, depth + 1)).find(Boolean) ??
    findCode(cause, depth + 1) ??
    (typeof code === 'string' ? code : undefined)
  );
}

/**
 * Why a connection failed, in words; never the text of the underlying error, which may quote what was sent.
 *
 * @internal
 */
export function networkReason(error: unknown): string {
  const code = findCode(error);
  if (!code) {
    return 'connection failed';
  }
  return CAUSES[code] ?? `connection failed (${code})`;
}

/**
 * The error for a request that got no answer.
 *
 * @internal
 */
export function errorFromNetwork(
  error: unknown,
  { cluster, what }: CallSubject,
): Error {
  if (
    error instanceof ServiceUnavailableError ||
    error instanceof NotAllowedError
  ) {
    return error;
  }
  return new ServiceUnavailableError(
    `cluster ${cluster} is unreachable: ${networkReason(error)} (${what})`,
  );
}
