import {
  KubeObject,
  KubeStatusError,
  resources,
  ResourceType,
  SandboxClient,
} from '../../client';
import { Informer, InformerEvent, startInformer } from '../shared/informer';
import { createQueue } from '../shared/queue';
import { sleep } from '../shared/sleep';
import {
  attachedConnectorsOfPod,
  reconcileAttachedConnector,
  reconcileAttachedConnectorBinding,
  reconcileAttachedPods,
} from './attachedConnectors';
import { reconcileCertificate } from './certificates';
import {
  connectorsOfPod,
  reconcileConnector,
  reconcileConnectorPods,
} from './connectors';
import { isControlled, Kind, Kinds, SkupperContext } from './context';
import { reconcileGrant } from './grants';
import {
  ensureGrantServerCertificates,
  updateGrantServer,
} from './grantServer';
import { reconcileLink } from './links';
import { reconcileListener } from './listeners';
import { reconcileMultiKeyListener } from './multiKeyListeners';
import { GRANT_SERVER, NETWORK_STATUS } from './names';
import { applyNetworkStatus } from './networkStatus';
import { resolveOptions, SkupperControllerOptions } from './options';
import { reconcileRouterAccess } from './routerAccesses';
import { onSecretChange, writeRouterConfig } from './routerConfigMaps';
import { reconcileExposure, reconcileSecuredAccess } from './securedAccesses';
import {
  enqueueRouterPods,
  isRouterPod,
  reconcileRouterPod,
} from './siteRunning';
import { reconcileSite } from './sites';
import { reconcileToken } from './tokens';

type Handler = (
  ctx: SkupperContext,
  namespace: string,
  name: string,
) => Promise<void>;

/** The kinds that are looked at again at each resync, and in this order when the controller starts. */
const HANDLERS: [Kind, Handler][] = [
  ['certificates', reconcileCertificate],
  ['sites', reconcileSite],
  ['routerAccesses', reconcileRouterAccess],
  ['securedAccesses', reconcileSecuredAccess],
  ['listeners', reconcileListener],
  ['connectors', reconcileConnector],
  ['links', reconcileLink],
  ['multiKeyListeners', reconcileMultiKeyListener],
  ['attachedConnectors', reconcileAttachedConnector],
  ['attachedConnectorBindings', reconcileAttachedConnectorBinding],
  ['accessGrants', reconcileGrant],
  ['accessTokens', reconcileToken],
];

/** Objects of Kubernetes itself are looked at again every five minutes. */
const CORE_RESYNC = 10;

/** Work that isn't about one Skupper object. */
const OTHERS: Record<string, Handler> = {
  running: reconcileRouterPod,
  exposures: reconcileExposure,
  connectorPods: reconcileConnectorPods,
  attachedPods: reconcileAttachedPods,
  networkStatus: (ctx, namespace) => applyNetworkStatus(ctx, namespace),
  secrets: onSecretChange,
  grantServer: ctx => updateGrantServer(ctx),
  grantCertificates: ctx => ensureGrantServerCertificates(ctx),
};

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
  /** Whether nothing is being done and nothing waits but for time to pass. */
  isIdle(): boolean;
}

/** Runs an emulation of skupper-controller 2.2.1 for one cluster. */
export function startSkupperController(
  options: SkupperControllerOptions,
): SkupperController {
  const resolved = resolveOptions(options);
  const { client, signal } = resolved;
  let add: (key: string) => void = () => {};
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
    recovering: true,
    async pause(ms) {
      if (ms > 0) {
        paused += 1;
        await sleep(ms, signal).finally(() => {
          paused -= 1;
        });
      }
    },
    enqueue: (what, namespace, name) =>
      add(`${what}/${namespace ?? ''}/${name}`),
  };
  // One thing after the other, as in the real controller.
  const queue = createQueue(
    async key => {
      const [what, namespace, name] = key.split('/');
      const handler =
        OTHERS[what] ?? HANDLERS.find(([kind]) => kind === what)?.[1];
      if (!namespace || isControlled(ctx, namespace)) {
        await handler?.(ctx, namespace, name);
      }
      ctx.former.delete(key);
    },
    { signal, onError: resolved.onError },
  );
  add = queue.add;

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
    resyncCore: () => resyncCore(ctx, add),
    isIdle: () => paused > 0 || (!starting && queue.isIdle()),
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
  await recover(ctx);
  if (options.grants) {
    add('grantCertificates//');
    add('grantServer//');
  }
  resyncAll(ctx);
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
    if (kind === 'accessGrants' || kind === 'accessTokens') {
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
    await writeRouterConfig(ctx, state);
    enqueueRouterPods(ctx, state.namespace);
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

function onEvent(
  ctx: SkupperContext,
  kind: Kind,
  { object, previous, deleted }: Omit<InformerEvent, 'type'>,
  add: (key: string) => void,
) {
  const { namespace = '', name } = object.metadata;
  switch (kind) {
    case 'pods':
      if (isRouterPod(object)) {
        add(`running/${namespace}/${name}`);
      }
      for (const pod of previous ? [object, previous] : [object]) {
        connectorsOfPod(ctx, pod).forEach(connector =>
          add(`connectorPods/${namespace}/${connector.metadata.name}`),
        );
        attachedConnectorsOfPod(ctx, pod).forEach(connector =>
          add(`attachedPods/${namespace}/${connector.metadata.name}`),
        );
      }
      break;
    case 'configMaps':
      if (name === NETWORK_STATUS) {
        add(`networkStatus/${namespace}/`);
      }
      break;
    case 'secrets':
      add(`secrets/${namespace}/${name}`);
      if (namespace === ctx.options.namespace && name === GRANT_SERVER) {
        add('grantServer//');
      }
      break;
    case 'services':
    case 'routes':
      for (const owner of object.metadata.ownerReferences ?? []) {
        if (owner.kind === 'SecuredAccess') {
          add(`exposures/${namespace}/${owner.name}`);
        }
      }
      break;
    default:
      if (deleted) {
        ctx.former.set(`${kind}/${namespace}/${name}`, object);
      }
      ctx.enqueue(kind, namespace, name);
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
  const expirationTime = new Date(Date.now() - 1_000).toISOString();
  await client.patch(
    resources.accessGrants,
    namespace,
    name,
    { status: { expirationTime: expirationTime.replace(/\.\d+Z$/, 'Z') } },
    'status',
  );
}
