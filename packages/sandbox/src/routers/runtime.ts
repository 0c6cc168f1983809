import { KubeObject, resources } from '../client';
import {
  ContainerContext,
  ContainerRuntime,
  RunningContainer,
} from '../runtime/types';
import { parseRouterConfig, RouterConfig } from './config';
import { RouterFaults } from './faults';
import { HttpPortError, serveHttp } from './httpServer';
import { RouterLog } from './log';
import { TlsProfiles } from './profiles';
import { Router, RouterOptions } from './router';
import { StartUpError } from './startUp';
import { RouterTiming, routerTiming } from './timing';

/** Ports of the probes: see the pod's template. */
const HTTP_PORT = 9090;
const ADAPTOR_PORT = 9191;
/** As the shell shows signal 11. */
const SEGMENTATION_FAULT = 139;

/** Options of {@link createRouterRuntimes}. */
export interface RouterRuntimeOptions {
  /** Lets tests and demos break links. */
  faults?: RouterFaults;
  /** 1: as long as the real router takes. Default: {@link DEMO_TIME_SCALE} */
  timeScale?: number;
  /** Single values that differ from the scale. */
  timing?: Partial<RouterTiming>;
}

class Running implements RunningContainer {
  private readonly abort = new AbortController();
  private readonly listeners: ((ready: boolean) => void)[] = [];
  private readonly cleanups: ((graceMs: number) => void)[] = [];
  private ready = false;
  private resolve!: (end: { exitCode: number; message?: string }) => void;
  readonly exited = new Promise<{ exitCode: number; message?: string }>(
    resolve => {
      this.resolve = resolve;
    },
  );

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  onReady(listener: (ready: boolean) => void): void {
    this.listeners.push(listener);
    if (this.ready) listener(true);
  }

  setReady(ready: boolean): void {
    if (this.abort.signal.aborted) return;
    this.ready = ready;
    this.listeners.forEach(listener => listener(ready));
  }

  /** @param cleanup - gets the time that there is for it; 0: none, as after an error */
  onStop(cleanup: (graceMs: number) => void): void {
    if (this.abort.signal.aborted) cleanup(0);
    else this.cleanups.push(cleanup);
  }

  exit(exitCode: number, message?: string, graceMs = 0): void {
    if (this.abort.signal.aborted) return;
    this.setReady(false);
    this.abort.abort();
    this.cleanups.forEach(cleanup => cleanup(graceMs));
    this.resolve({ exitCode, message });
  }

  async stop(graceMs: number): Promise<void> {
    this.exit(0, undefined, graceMs);
  }
}

/**
 * Runs the containers of a Skupper router pod inside this process: the router, and its kube-adaptor, which here only
 * waits for Secrets as an init container; what it would write, the router writes.
 */
export function createRouterRuntimes(
  options: RouterRuntimeOptions = {},
): ContainerRuntime[] {
  const timing = { ...routerTiming(options.timeScale), ...options.timing };
  const faults = options.faults ?? new RouterFaults();
  return [
    {
      name: 'skupper-router',
      handles: ({ image }) => image.includes('skupper-router'),
      start: context => startRouter(context, { faults, timing }),
    },
    {
      name: 'kube-adaptor',
      handles: ({ image }) => image.includes('kube-adaptor'),
      start: context => startAdaptor(context, timing),
    },
  ];
}

function startRouter(
  context: ContainerContext,
  options: RouterOptions,
): RunningContainer {
  const running = new Running();
  let router: Router | undefined;
  const fail = (error: Error) => {
    const log = new RouterLog(line => context.log(line), 0);
    if (error instanceof StartUpError) error.logTo(log);
    if (error instanceof HttpPortError) {
      log.log('HTTP', 'error', error.message);
      log.log('HTTP', 'error', 'init server failed');
    }
    // The build that was measured crashes when another process has the port.
    const crashes = error instanceof HttpPortError;
    running.exit(crashes ? SEGMENTATION_FAULT : 1, error.message);
  };
  const source = watchConfiguration(context, running.signal, state => {
    if (!state.config) return;
    if (router) {
      router.update(state.config);
    } else if (!state.missing.length) {
      const { profiles } = source;
      const started = new Router(context, options, profiles, state.config);
      router = started;
      started
        .start()
        .then(() => serveHttp(context, HTTP_PORT, started.http()))
        .then(close => {
          running.onStop(close);
          running.setReady(true);
        }, fail);
    }
  });
  running.onStop(graceMs => router?.stop(graceMs > 0));
  const late = setTimeout(() => {
    if (!router) {
      fail(new StartUpError('The Secrets of TLS profiles are missing'));
    }
  }, options.timing.secretsMs);
  running.onStop(() => clearTimeout(late));
  return running;
}

function startAdaptor(
  context: ContainerContext,
  timing: RouterTiming,
): RunningContainer {
  const running = new Running();
  if (!context.container.command?.includes('-init')) {
    context.log('Starting kube-adaptor');
    serveHttp(context, ADAPTOR_PORT, { '/healthz': () => 'ok' }).then(
      close => {
        running.onStop(close);
        running.setReady(true);
      },
      error => running.exit(1, error.message),
    );
    return running;
  }
  let missing: string[] = ['skupper-local-server'];
  let waiting = false;
  watchConfiguration(context, running.signal, state => {
    missing = state.missing;
    if (state.config && !missing.length) running.exit(0);
    else if (!waiting) {
      waiting = true;
      context.log('Waiting for Secrets to be created for SslProfiles');
    }
  });
  const late = setTimeout(() => {
    const message = `missing secret for profile "${missing[0]}"`;
    context.log(message);
    running.exit(1, message);
  }, timing.secretsMs);
  running.onStop(() => clearTimeout(late));
  return running;
}

interface ConfigurationState {
  config: RouterConfig | undefined;
  /** Profiles without a Secret. */
  missing: string[];
}

/** Reads the router's ConfigMap and the Secrets that it names, and again at each change. */
function watchConfiguration(
  context: ContainerContext,
  signal: AbortSignal,
  onChange: (state: ConfigurationState) => void,
): { profiles: TlsProfiles } {
  const { client, pod } = context;
  const namespace = pod.metadata.namespace!;
  const name = configName(context);
  const profiles = new TlsProfiles();
  let config: RouterConfig | undefined;
  let queued = false;
  const report = () => {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      if (signal.aborted) return;
      const missing = (config?.sslProfiles ?? []).filter(p => !profiles.get(p));
      onChange({ config, missing });
    });
  };
  client.watch(resources.secrets, {
    namespace,
    signal,
    onUpsert: secret => {
      profiles.upsert(secret);
      report();
    },
    onDelete: secret => profiles.delete(secret),
  });
  client.watch(resources.configMaps, {
    namespace,
    labelSelector: 'internal.skupper.io/router-config',
    signal,
    onUpsert: object => {
      if (object.metadata.name !== name) return;
      config = read(object, pod.metadata.name) ?? config;
      report();
    },
    onDelete: () => {},
  });
  return { profiles };
}

function read(object: KubeObject, hostname: string): RouterConfig | undefined {
  try {
    return parseRouterConfig(object.data?.['skrouterd.json'], hostname);
  } catch {
    return undefined;
  }
}

/** The routers of a highly available site differ in the ConfigMap that their kube-adaptor is told. */
function configName({ pod }: ContainerContext): string {
  const containers = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []),
  ];
  const told = containers
    .flatMap(({ env }) => env ?? [])
    .find(({ name, value }) => name === 'SKUPPER_ROUTER_CONFIG' && value);
  const group = pod.metadata.labels?.['skupper.io/group'];
  return told?.value ?? group ?? 'skupper-router';
}
