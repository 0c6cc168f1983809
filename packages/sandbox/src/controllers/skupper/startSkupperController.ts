import {
  KubeStatusError,
  resources,
  ResourceType,
  SandboxClient,
} from '../../client';
import { Informer, startInformer } from '../../shared/informer';
import { timestamp } from '../../shared/objects';
import { createQueue } from '../../shared/queue';
import { sleep } from '../../shared/sleep';
import { isControlled, Kind, Kinds, SkupperContext } from './context';
import { onEvent } from './events';
import { startGrantServer } from './grantServer';
import { handlerOf, HANDLERS, NOT_RECOVERED } from './handlers';
import { applyNetworkStatus } from './networkStatus';
import { resolveOptions, SkupperControllerOptions } from './options';
import {
  findRestartConflicts,
  reportRestartConflict,
} from './restartConflicts';
import { recoverAccesses, recoverExposed } from './routerAccesses';
import { writeRouterConfig } from './routerConfigMaps';
import { enqueueRouterPods } from './siteStatus';

/** Objects of Kubernetes itself are looked at again every five minutes. */
const CORE_RESYNC = 10;

/** A running controller. */
export interface SkupperController {
  /** Resolves when it has seen everything and has taken up its work. */
  ready: Promise<void>;
  /** Ends an AccessGrant's window now, as if the time had passed. */
  expireGrant(namespace: string, name: string): Promise<void>;
  /** Looks at all Skupper objects now, as it does at each resync. */
  resync(): void;
  /** Looks at all pods and Services now, as it does at each tenth resync. */
  resyncCore(): void;
  /** Port of its grant server on 127.0.0.1, once it listens. */
  grantServerPort(): number | undefined;
  /** Whether nothing is being done and nothing waits but for time to pass. */
  isIdle(): boolean;
}

/** Runs an emulation of skupper-controller 2.2.1 for one cluster. */
export function startSkupperController(
  options: SkupperControllerOptions,
): SkupperController {
  const crashed = new AbortController();
  const signal = AbortSignal.any([options.signal, crashed.signal]);
  const resolved = resolveOptions({ ...options, signal });
  const { client } = resolved;
  let add: (key: string) => void = () => {};
  let addAfter: (key: string, ms: number) => void = () => {};
  let paused = 0;
  let starting = true;
  const ctx: SkupperContext = {
    client,
    signal,
    options: resolved,
    kinds: {} as Kinds,
    sites: new Map(),
    seenLinks: new Set(),
    former: new Map(),
    conflicts: new Map(),
    grantServer: {},
    recovering: true,
    async pause(ms) {
      if (ms > 0) {
        paused += 1;
        await sleep(ms, signal).finally(() => {
          paused -= 1;
        });
      }
    },
    crash(reason) {
      const error = new Error(`panic: ${reason}`);
      crashed.abort(error);
      resolved.onError(error, 'crash');
      resolved.onCrash(reason);
      throw error;
    },
    enqueueAfter: (key, ms) => addAfter(key, ms),
    enqueue: (what, namespace, name) =>
      add(`${what}/${namespace ?? ''}/${name}`),
  };
  // One thing after the other, as in the real controller.
  const queue = createQueue(
    async key => {
      const [what, namespace, name] = key.split('/');
      if (
        (!namespace || isControlled(ctx, namespace)) &&
        !(await reportRestartConflict(ctx, key))
      ) {
        await handlerOf(what)?.(ctx, namespace, name);
      }
      ctx.former.delete(key);
    },
    { signal, onError: resolved.onError },
  );
  ({ add, addAfter } = queue);

  const ready = run(ctx, queue.add)
    .catch(error => {
      if (!signal.aborted) {
        throw error;
      }
    })
    .finally(() => {
      starting = false;
    });
  ready.catch(error => resolved.onError(error, 'start'));
  return {
    ready,
    expireGrant: (namespace, name) => expireGrant(client, namespace, name),
    resync: () => resyncAll(ctx),
    resyncCore: () => resyncCore(ctx, queue.add),
    grantServerPort: () => ctx.grantServerPort,
    isIdle: () => signal.aborted || paused > 0 || (!starting && queue.isIdle()),
  };
}

async function run(ctx: SkupperContext, add: (key: string) => void) {
  const { client, signal, options } = ctx;
  const watched: [Kind, ResourceType][] = [
    ...HANDLERS.map(([kind]): [Kind, ResourceType] => [kind, resources[kind]]),
    ['pods', resources.pods],
    ['services', resources.services],
    ['secrets', resources.secrets],
    ['configMaps', resources.configMaps],
  ];
  if (await isServed(client, resources.routes)) {
    watched.push(['routes', resources.routes]);
  }
  const phase = { live: false };
  const informers: Informer[] = [];
  for (const [kind, type] of watched) {
    const informer = startInformer(client, type, {
      signal,
      onEvent: event => {
        if (phase.live) {
          onEvent(ctx, kind, event, add);
        }
      },
    });
    (ctx.kinds as any)[kind] = informer;
    informers.push(informer);
  }
  await Promise.all(informers.map(informer => informer.synced));
  phase.live = true;
  findRestartConflicts(ctx);
  await recover(ctx);
  if (options.grants) {
    await startGrantServer(ctx);
    add('grantCertificates//');
  }
  resync(ctx, 'routerAccesses');
  resyncAll(ctx);
  for (const { namespace, name } of ctx.sites.values()) {
    if (!ctx.conflicts.has(`sites/${namespace}/${name}`)) {
      enqueueRouterPods(ctx, namespace);
    }
  }
  if (options.grants) {
    // Grants are without the server's CA until then, also those that had it.
    add('grantServer//');
  }
  if (options.resyncMs < Infinity) {
    const timers = [
      setInterval(() => resyncAll(ctx), options.resyncMs),
      setInterval(() => resyncCore(ctx, add), options.resyncMs * CORE_RESYNC),
    ];
    for (const timer of timers) {
      timer.unref();
      signal.addEventListener('abort', () => clearInterval(timer));
    }
  }
}

/** Reads what a former run left, before any router configuration is written. */
async function recover(ctx: SkupperContext) {
  for (const [kind, handler] of HANDLERS) {
    if (NOT_RECOVERED.includes(kind)) {
      continue;
    }
    for (const { metadata } of ctx.kinds[kind]!.list()) {
      if (isControlled(ctx, metadata.namespace!)) {
        await handler(ctx, metadata.namespace!, metadata.name).catch(error => {
          ctx.options.onError(error, `${kind}/${metadata.name}`);
          ctx.enqueue(kind, metadata.namespace, metadata.name);
        });
      }
    }
  }
  ctx.recovering = false;
  for (const state of ctx.sites.values()) {
    recoverExposed(ctx, state);
    recoverAccesses(ctx, state);
    await writeRouterConfig(ctx, state);
    await applyNetworkStatus(ctx, state.namespace);
  }
}

function resyncAll(ctx: SkupperContext) {
  HANDLERS.forEach(([kind]) => resync(ctx, kind));
}

function resync(ctx: SkupperContext, kind: Kind) {
  for (const { metadata } of ctx.kinds[kind]!.list()) {
    if (
      kind === 'links' &&
      metadata.uid &&
      ctx.sites.has(metadata.namespace!)
    ) {
      ctx.seenLinks.add(metadata.uid);
    }
    ctx.enqueue(kind, metadata.namespace, metadata.name);
  }
}

function resyncCore(ctx: SkupperContext, add: (key: string) => void) {
  for (const kind of ['pods', 'services'] as const) {
    for (const object of ctx.kinds[kind].list()) {
      onEvent(ctx, kind, { object, deleted: false }, add);
    }
  }
}

async function isServed(
  client: SandboxClient,
  type: ResourceType,
): Promise<boolean> {
  try {
    await client.list(type);
    return true;
  } catch (error) {
    if (error instanceof KubeStatusError && error.code === 404) {
      return false;
    }
    throw error;
  }
}

async function expireGrant(
  client: SandboxClient,
  namespace: string,
  name: string,
) {
  const expirationTime = timestamp(new Date(Date.now() - 1_000));
  await client.patch(
    resources.accessGrants,
    namespace,
    name,
    { status: { expirationTime } },
    'status',
  );
}
