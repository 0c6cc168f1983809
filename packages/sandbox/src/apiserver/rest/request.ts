import { Cluster } from '../cluster';
import { ApiError, badRequest } from '../errors';
import { Writer } from '../ssa/fieldManager';
import { Json, ResourceDefinition, apiVersionOf } from '../types';

/** What a handler knows of a request to a resource. */
export interface ResourceRequest {
  cluster: Cluster;
  type: ResourceDefinition;
  /** Empty for cluster-scoped types and for lists of all namespaces. */
  namespace: string;
  name: string;
  subresource: string;
  dryRun: boolean;
  fieldManager: string;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  force: boolean;
  /** Names that the body's JSON has twice. */
  duplicates?: string[];
  /** Sent as `Warning` headers. */
  warnings: string[];
}

/** What only the server says of an object, whatever a client sends. */
export const SERVER_SET = [
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
];

/** Now, as Kubernetes writes times. */
export function timestamp(milliseconds = Date.now()): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Who writes by a request, and when. */
export function writerOf(request: ResourceRequest): Writer {
  const { type, fieldManager, subresource } = request;
  return {
    manager: fieldManager,
    apiVersion: apiVersionOf(type),
    subresource,
    custom: type.custom,
    now: timestamp(),
  };
}

/** @throws ApiError 400 when an object says that it is another one than the URL names */
export function checkIdentity(
  { name, namespace }: ResourceRequest,
  metadata: Json,
): void {
  if (metadata.name && metadata.name !== name) {
    throw wrongName(metadata.name, name);
  }
  if (metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
}

export function wrongName(sent: string | undefined, name: string): ApiError {
  return badRequest(
    `the name of the object (${sent}) does not match the name on the URL (${name})`,
  );
}
