import { Cluster } from '../cluster';
import { ResourceDefinition } from '../types';

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

/** Now, as Kubernetes writes times. */
export function timestamp(milliseconds = Date.now()): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
