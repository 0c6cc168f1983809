import { KubeObject, KubeStatusError, SandboxClient } from '../../client';
import type { Informer } from '../shared/informer';
import { compact, isEqual } from '../shared/objects';
import type { SkupperStatus } from './conditions';
import type { ResolvedOptions } from './options';
import type { SiteState } from './siteState';

/** The kinds that the controller watches. */
export interface Kinds {
  sites: Informer;
  links: Informer;
  routerAccesses: Informer;
  securedAccesses: Informer;
  certificates: Informer;
  accessGrants: Informer;
  accessTokens: Informer;
  connectors: Informer;
  listeners: Informer;
  multiKeyListeners: Informer;
  attachedConnectors: Informer;
  attachedConnectorBindings: Informer;
  pods: Informer;
  services: Informer;
  secrets: Informer;
  configMaps: Informer;
  routes?: Informer;
}

export type Kind = keyof Kinds;

/** Where grants can be redeemed, as far as known. */
export interface GrantServerAddress {
  url?: string;
  caPem?: string;
}

/** What all handlers share. */
export interface SkupperContext {
  client: SandboxClient;
  signal: AbortSignal;
  options: ResolvedOptions;
  kinds: Kinds;
  /** The active site of each namespace. */
  sites: Map<string, SiteState>;
  /** Links whose first event was seen; the first one is lost in Skupper 2.2.1. */
  seenLinks: Set<string>;
  /** Objects whose deletion is being handled, by `kind/namespace/name`. */
  former: Map<string, KubeObject>;
  /** While true, the state left by a former run is being read, and no router configuration is written. */
  recovering: boolean;
  grantServer: GrantServerAddress;
  /** Port of the grant server on 127.0.0.1. */
  grantServerPort?: number;
  /** What objects report instead of being handled, after a restart, by key of the queue. */
  conflicts: Map<string, { error: string; reported?: boolean }>;
  /** Takes the time that something takes in the real controller. */
  pause(ms: number): Promise<void>;
  /** Ends the controller, as a panic does. Nothing after this is done any more. */
  crash(reason: string): never;
  enqueueAfter(key: string, ms: number): void;
  enqueue(
    what: Kind | 'running' | 'attachedPods' | 'connectorPods',
    namespace: string | undefined,
    name: string,
  ): void;
}

/** A mistake in an object, which only its author can mend: reported in the status and not retried. */
export class ConfigurationError extends Error {}

/** The object without its status, in a copy that may be changed. */
export function copy(object: KubeObject): KubeObject {
  return structuredClone(object);
}

/** Creates an object, or takes the existing one. */
export async function ensure(
  { client }: SkupperContext,
  informer: Informer,
  object: KubeObject,
): Promise<KubeObject> {
  const { namespace, name } = object.metadata;
  const cached = informer.get(namespace, name);
  if (cached) {
    return cached;
  }
  try {
    return informer.adopt(await client.create(informer.type, compact(object)));
  } catch (error) {
    if (error instanceof KubeStatusError && error.reason === 'AlreadyExists') {
      const existing = await client.get(informer.type, namespace, name);
      if (existing) {
        return informer.adopt(existing);
      }
    }
    throw error;
  }
}

/** Replaces an object if the change makes a difference. */
export async function update(
  { client }: SkupperContext,
  informer: Informer,
  object: KubeObject,
  change: (copy: KubeObject) => void,
): Promise<KubeObject> {
  const next = copy(object);
  change(next);
  if (isEqual(compact(next), compact(object))) {
    return object;
  }
  return informer.adopt(await client.replace(informer.type, compact(next)));
}

/** Writes a status if it changes; a newer version of the object is fetched as often as needed. */
export async function writeStatus(
  { client }: SkupperContext,
  informer: Informer,
  object: KubeObject,
  change: (status: SkupperStatus, object: KubeObject) => SkupperStatus,
): Promise<KubeObject | undefined> {
  const { namespace, name, uid } = object.metadata;
  let current: KubeObject | undefined = informer.get(namespace, name) ?? object;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (!current || current.metadata.uid !== uid) {
      return undefined;
    }
    const before: SkupperStatus = current.status ?? {};
    const status = compact(change(structuredClone(before), current));
    if (isEqual(status, before)) {
      return current;
    }
    try {
      return informer.adopt(
        await client.replaceStatus(informer.type, { ...current, status }),
      );
    } catch (error) {
      if (!(error instanceof KubeStatusError)) {
        throw error;
      }
      if (error.code === 404) {
        return undefined;
      }
      if (error.code !== 409) {
        throw error;
      }
      current = await client.get(informer.type, namespace, name);
    }
  }
  throw new Error(`The status of ${informer.type.kind} ${name} keeps changing`);
}

/** Whether a namespace's objects belong to this controller. */
export function isControlled(ctx: SkupperContext, namespace: string): boolean {
  const wanted = ctx.kinds.configMaps.get(namespace, 'skupper')?.data
    ?.controller;
  const { name, namespace: own } = ctx.options;
  return !wanted || wanted === name || wanted === `${own}/${name}`;
}

export const generationOf = (object: KubeObject): number =>
  object.metadata.generation ?? 1;

/** Text data of a Secret. */
export function secretText(
  secret: KubeObject | undefined,
  key: string,
): string | undefined {
  const value = secret?.data?.[key];
  return value === undefined
    ? undefined
    : Buffer.from(value, 'base64').toString('utf8');
}

export function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
