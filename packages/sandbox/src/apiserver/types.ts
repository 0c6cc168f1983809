/** Raw Kubernetes JSON. */
export type Json = any;

/** A Kubernetes object inside the server. Stored objects are never changed in place. */
export interface Obj {
  apiVersion: string;
  kind: string;
  metadata: Json;
  [field: string]: Json;
}

/** An OpenAPI v3 schema with the extensions that Kubernetes gives meaning to, as far as the sandbox reads it. */
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  format?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
  enum?: unknown[];
  default?: unknown;
  nullable?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  pattern?: string;
  oneOf?: Schema[];
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: 'atomic' | 'granular';
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-validations'?: { rule: string; message?: string }[];
}

/** One thing wrong with an object: an entry of `details.causes`. */
export interface Cause {
  /** `FieldValueInvalid`, `FieldValueRequired`, … */
  reason: string;
  message: string;
  field: string;
}

/** A column of the server-side table. */
export interface Column {
  name: string;
  type?: 'string' | 'integer' | 'boolean' | 'date' | 'number';
  format?: string;
  /** 0 = always shown, 1 = with `-o wide`. */
  priority?: number;
  /** Where the value is in the object, for columns of custom resources. */
  path?: string;
  cell(object: Obj): unknown;
}

/** What the rules of a type may ask of the cluster it lives in. */
export interface StrategyContext {
  cluster: string;
  openshift: boolean;
  allocateClusterIp(wanted?: string): string | undefined;
  allocateNodePort(wanted?: number): number | undefined;
  /** Name of the StorageClass of claims that name none. */
  defaultStorageClass(): string | undefined;
  caPem: string;
}

/** The rules of one type beyond its schema. */
export interface Strategy {
  /** Why a name is not allowed; default: DNS-1123 subdomain. */
  validateName?(name: string): string[];
  /** Defaults that a schema can't express. Runs after schema defaults, before validation. */
  defaults?(object: Obj): void;
  prepareCreate?(object: Obj, context: StrategyContext): void;
  prepareUpdate?(object: Obj, old: Obj, context: StrategyContext): void;
  validate?(object: Obj, context: StrategyContext): Cause[];
  validateUpdate?(object: Obj, old: Obj): Cause[];
  /** What is odd but let through: sent as `Warning` headers. */
  warnings?(object: Obj, old?: Obj): string[];
  /** Finalizers that deletion brings, for a controller of the cluster's own. */
  cleanup?: string[];
  /** Seconds that a deleted object stays for its node to end it. */
  gracePeriod?(object: Obj, wanted: number | undefined): number;
  /** Whether a new object keeps the status it was sent with. */
  keepsStatus?: boolean;
  /** Whether DELETE answers with the object instead of a Status. */
  returnsDeleted?: boolean;
}

/** One served resource type. */
export interface ResourceDefinition {
  group: string;
  version: string;
  kind: string;
  listKind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  status: boolean;
  scale: boolean;
  /** Whether `metadata.generation` counts changes of anything but metadata and status. */
  generation: boolean;
  /** Custom resources differ in wordings and in how unknown fields are treated. */
  custom: boolean;
  schema: Schema;
  columns: Column[];
  strategy: Strategy;
}

/** What a user may do; `*` matches all. */
export interface AccessRule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  /** Absent: everywhere, and cluster-scoped resources too. */
  namespaces?: string[];
  resourceNames?: string[];
}

/** A bearer token and who holds it. Without `rules`, only the cluster's RBAC objects grant rights (`system:masters`: all). */
export interface AccessIdentity {
  token: string;
  user: string;
  groups?: string[];
  rules?: AccessRule[];
}

/** `group/version`, or `version` for the core group. */
export function apiVersionOf(definition: {
  group: string;
  version: string;
}): string {
  return definition.group
    ? `${definition.group}/${definition.version}`
    : definition.version;
}

/** `deployments.apps`; the core group has no suffix. */
export function qualifiedName(definition: {
  group: string;
  plural: string;
}): string {
  return definition.group
    ? `${definition.plural}.${definition.group}`
    : definition.plural;
}
