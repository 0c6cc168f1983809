import { isServed, resources, SandboxClient } from '../../client';
import { startInformer } from '../../shared/informer';
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

const CORE_KINDS: Kind[] = ['pods', 'services', 'secrets', 'configMaps'];
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
  let paused = 0;
  let starting = true;
  // One thing after the other, as in the real controller.
  const queue = createQueue(handle, { signal, onError: resolved.onError });
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
    enqueueAfter: (key, ms) => queue.addAfter(key, ms),
    enqueue: (what, namespace = '', name = '') =>
      queue.add(`${what}/${namespace}/${name}`),
  };
  async function handle(key: string) {
    const [what, namespace, name] = key.split('/');
    if (
      (!namespace || isControlled(ctx, namespace)) &&
      !(await reportRestartConflict(ctx, key))
    ) {
      await handlerOf(what)?.(ctx, namespace, name);
    }
    ctx.former.delete(key);
  }

  const ready = run(ctx)
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
    resyncCore: () => resyncCore(ctx),
    grantServerPort: () => ctx.grantServerPort,
    isIdle: () => signal.aborted || paused > 0 || (!starting && queue.isIdle()),
  };
}

async function run(ctx: SkupperContext) {
  const { client, signal, options } = ctx;
  const watched = [...HANDLERS.map(([kind]) => kind), ...CORE_KINDS];
  if (await isServed(client, resources.routes)) {
    watched.push('routes');
  }
  let live = false;
  await Promise.all(
    watched.map(kind => {
      const informer = startInformer(client, resources[kind], {
        signal,
        onEvent: event => live && onEvent(ctx, kind, event),
      });
      ctx.kinds[kind] = informer;
      return informer.synced;
    }),
  );
  live = true;
  findRestartConflicts(ctx);
  await recover(ctx);
  if (options.grants) {
    await startGrantServer(ctx);
    ctx.enqueue('grantCertificates');
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
    ctx.enqueue('grantServer');
  }
  if (options.resyncMs < Infinity) {
    const timers = [
      setInterval(() => resyncAll(ctx), options.resyncMs),
      setInterval(() => resyncCore(ctx), options.resyncMs * CORE_RESYNC),
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

function resyncCore(ctx: SkupperContext) {
  for (const kind of ['pods', 'services'] as const) {
    for (const object of ctx.kinds[kind].list()) {
      onEvent(ctx, kind, { object, deleted: false });
    }
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
