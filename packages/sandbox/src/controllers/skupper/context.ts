import { KubeObject, KubeStatusError, SandboxClient } from '../../client';
import type { Informer } from '../../shared/informer';
import { compact, isEqual } from '../../shared/objects';
import {
  Aggregation,
  aggregations,
  Outcome,
  SkupperStatus,
  withCondition,
} from './conditions';
import { NO_ACTIVE_SITE } from './names';
import type { ResolvedOptions } from './options';
import type { SiteState } from './siteState';

/** The kinds that the controller watches. */
export type Kinds = Record<Exclude<Kind, 'routes'>, Informer> & {
  routes?: Informer;
};

export type Kind =
  | SkupperKind
  | 'pods'
  | 'services'
  | 'secrets'
  | 'configMaps'
  | 'routes';

/** Skupper's own kinds. */
export type SkupperKind = ConditionedKind | 'certificates';

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
  /** @param what - a kind, or other work that `handlers.ts` names */
  enqueue(what: string, namespace?: string, name?: string): void;
}

/** Handles one piece of work: an object of a kind, or what else its key names. */
export type Handler = (
  ctx: SkupperContext,
  namespace: string,
  name: string,
) => Promise<void>;

/** A mistake in an object, which only its author can mend: reported in the status and not retried. */
export class ConfigurationError extends Error {}

export const generationOf = (object: KubeObject): number =>
  object.metadata.generation ?? 1;

/** The object, unless it is gone or about to go. */
export function find(
  ctx: SkupperContext,
  kind: Kind,
  namespace: string,
  name: string,
): KubeObject | undefined {
  const object = ctx.kinds[kind]?.get(namespace, name);
  return object?.metadata.deletionTimestamp ? undefined : object;
}

/** The active site of a namespace, with its object; undefined without one. */
export function activeSite(
  ctx: SkupperContext,
  namespace: string,
): { state: SiteState; site: KubeObject } | undefined {
  const state = ctx.sites.get(namespace);
  const site = state && ctx.kinds.sites.get(namespace, state.name);
  return site && { state: state!, site };
}

/** Creates an object, or takes the existing one. */
export async function ensure(
  ctx: SkupperContext,
  kind: Kind,
  object: Pick<KubeObject, 'metadata'> & Record<string, any>,
): Promise<KubeObject> {
  const informer = ctx.kinds[kind]!;
  const { namespace, name } = object.metadata;
  const cached = informer.get(namespace, name);
  if (cached) {
    return cached;
  }
  const { type } = informer;
  const wanted = { apiVersion: type.apiVersion, kind: type.kind, ...object };
  try {
    return informer.adopt(await ctx.client.create(type, compact(wanted)));
  } catch (error) {
    if (error instanceof KubeStatusError && error.reason === 'AlreadyExists') {
      const existing = await ctx.client.get(type, namespace, name);
      if (existing) {
        return informer.adopt(existing);
      }
    }
    throw error;
  }
}

/** Replaces an object if the change makes a difference. */
export async function update(
  ctx: SkupperContext,
  kind: Kind,
  object: KubeObject,
  change: (copy: KubeObject) => void,
): Promise<KubeObject> {
  const informer = ctx.kinds[kind]!;
  const next = structuredClone(object);
  change(next);
  if (isEqual(compact(next), compact(object))) {
    return object;
  }
  return informer.adopt(await ctx.client.replace(informer.type, compact(next)));
}

/** Writes a status if it changes; a newer version of the object is fetched as often as needed. */
export async function writeStatus(
  ctx: SkupperContext,
  kind: Kind,
  object: KubeObject,
  change: (status: SkupperStatus, object: KubeObject) => SkupperStatus,
): Promise<KubeObject | undefined> {
  const { client } = ctx;
  const informer = ctx.kinds[kind]!;
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
      const code = error instanceof KubeStatusError ? error.code : 0;
      if (code === 404) {
        return undefined;
      }
      if (code !== 409) {
        throw error;
      }
      current = await client.get(informer.type, namespace, name);
    }
  }
  throw new Error(`The status of ${informer.type.kind} ${name} keeps changing`);
}

const AGGREGATIONS = {
  links: aggregations.link,
  connectors: aggregations.service,
  listeners: aggregations.service,
  attachedConnectorBindings: aggregations.service,
  attachedConnectors: aggregations.attachedConnector,
  multiKeyListeners: aggregations.multiKeyListener,
  routerAccesses: aggregations.access,
  securedAccesses: aggregations.access,
  accessGrants: aggregations.grant,
  accessTokens: aggregations.token,
} satisfies Record<string, Aggregation>;

/** The kinds whose status is made up of conditions. */
export type ConditionedKind = 'sites' | keyof typeof AGGREGATIONS;

/** What conditions shall say, by their type, in the order in which they are written. */
export type Outcomes = Record<string, Outcome>;

/** A status with conditions set, and with the aggregate of the kind. */
export function conditioned(
  kind: ConditionedKind,
  object: KubeObject,
  status: SkupperStatus,
  outcomes: Outcomes,
  generation = generationOf(object),
): SkupperStatus {
  const aggregation =
    kind === 'sites'
      ? aggregations.site(object.spec?.linkAccess)
      : AGGREGATIONS[kind];
  return Object.entries(outcomes).reduce(
    (next, [type, outcome]) =>
      withCondition(next, type, outcome, generation, aggregation),
    status,
  );
}

/**
 * Writes conditions of an object, for the generation that was handled.
 *
 * @param fields - what else the status then says
 */
export function setConditions(
  ctx: SkupperContext,
  kind: ConditionedKind,
  object: KubeObject,
  outcomes: Outcomes,
  fields: object = {},
): Promise<KubeObject | undefined> {
  const generation = generationOf(object);
  return writeStatus(ctx, kind, object, (status, current) => ({
    ...conditioned(kind, current, status, outcomes, generation),
    ...fields,
  }));
}

/** Whether an object was accepted. */
export function isConfigured({ status }: KubeObject): boolean {
  return (status?.conditions ?? []).some(
    (c: any) => c.type === 'Configured' && c.status === 'True',
  );
}

/** What is done for a kind of objects that are nothing without a Site. */
export interface SitePart {
  /** @throws ConfigurationError for a mistake, which becomes the object's condition Configured */
  apply(
    ctx: SkupperContext,
    state: SiteState,
    object: KubeObject,
  ): Promise<void>;
  /** The object is gone, or about to go. */
  remove(ctx: SkupperContext, state: SiteState, name: string): Promise<void>;
}

/** The handler of such a kind. */
export function inSite(
  kind: ConditionedKind,
  { apply, remove }: SitePart,
): Handler {
  return async (ctx, namespace, name) => {
    const object = find(ctx, kind, namespace, name);
    const state = ctx.sites.get(namespace);
    if (!object) {
      if (state) {
        await remove(ctx, state, name);
      }
      return;
    }
    try {
      if (!state) {
        throw new ConfigurationError(NO_ACTIVE_SITE);
      }
      await apply(ctx, state, object);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) {
        throw error;
      }
      const Configured = { error: error.message };
      await setConditions(ctx, kind, object, { Configured });
    }
  };
}

/** Whether a namespace's objects belong to this controller. */
export function isControlled(ctx: SkupperContext, namespace: string): boolean {
  const wanted = ctx.kinds.configMaps.get(namespace, 'skupper')?.data
    ?.controller;
  const { name, namespace: own } = ctx.options;
  return !wanted || wanted === name || wanted === `${own}/${name}`;
}

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
