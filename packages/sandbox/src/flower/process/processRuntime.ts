import { delimiter, join } from 'node:path';
import type {
  ContainerContext,
  ContainerRuntime,
  RunningContainer,
} from '../../runtime/types';
import { Bind, bindsOf, fleetFlag, replaceBind } from '../args';
import { bindAddress } from '../bindAddress';
import type { ContainerFiles, PodFiles } from '../podFiles';
import { startPodProxy } from '../podNetwork';
import { FlowerInstallation, findFlower } from '../venv';
import {
  fleetIsHttp,
  FlowerRole,
  FlowerVersion,
  parseFlowerImage,
  parseFlowerVersion,
} from '../version';
import { processContainer, ProcessState } from './processContainer';
import { startProcessGroup } from './processGroup';
import { waitForPort } from './readiness';
import { createWatchdog, Watchdog } from './watchdog';
import { createLogFilter } from './logFilter';

/** Options of {@link createProcessRuntime}. */
export interface ProcessRuntimeOptions {
  files: PodFiles;
  /** Folder of the installations; the user's cache by default. */
  home?: string;
}

/** Starts real Flower for images of a version that is installed. */
export function createProcessRuntime(
  options: ProcessRuntimeOptions,
): ContainerRuntime {
  const watchdog = createWatchdog();
  return {
    name: 'flower-process',
    handles: ({ image }) => installationOf(image, options.home) !== undefined,
    start: context =>
      processContainer((state, setReady) =>
        runContainer(context, { ...options, watchdog }, state, setReady),
      ),
  };
}

function installationOf(
  image: string,
  home?: string,
): FlowerInstallation | undefined {
  const tag = parseFlowerImage(image)?.tag;
  if (!tag) {
    return undefined;
  }
  return findFlower(
    tag === 'latest' ? 'newest' : parseFlowerVersion(tag)?.version ?? '',
    home,
  );
}

async function runContainer(
  context: ContainerContext,
  options: ProcessRuntimeOptions & { watchdog: Watchdog },
  state: ProcessState,
  setReady: (ready: boolean) => void,
): ReturnType<() => RunningContainer['exited']> {
  const installation = installationOf(context.container.image, options.home)!;
  const version = parseFlowerVersion(installation.version)!;
  const { role } = parseFlowerImage(context.container.image)!;
  const files = await options.files.prepare(context);
  const proxy = await startPodProxy(context);
  const binds = await reserveBinds(context, role, version);
  const ended = new AbortController();
  try {
    if (state.stopped) {
      return { exitCode: 0 };
    }
    let args = (context.container.args ?? []).map(arg => mapPath(arg, files));
    binds.forEach(({ bind, real }) => {
      args = replaceBind(args, bind, real);
    });
    const filter = createLogFilter(
      binds.map(({ bind, real }) => ({
        real: `${real.host}:${real.port}`,
        shown: `${bind.host}:${bind.port}`,
      })),
    );
    state.process = startProcessGroup({
      watchdog: options.watchdog,
      command: join(installation.bin, `flower-${role}`),
      args,
      cwd: files.cwd,
      env: {
        ...environment(context, installation, files),
        ...proxyVariables(proxy.url, role, version),
      },
      log: line => {
        const kept = filter(line);
        if (kept !== undefined) {
          context.log(kept);
        }
      },
    });
    const fleet = binds.find(({ bind }) => bind.flag === fleetFlag(version));
    if (role === 'superlink' && fleet) {
      void waitForPort(fleet.real, ended.signal).then(setReady);
    } else {
      setReady(true);
    }
    return await state.process.exited;
  } finally {
    ended.abort();
    setReady(false);
    proxy.close();
    binds.forEach(({ ip, bind }) =>
      context.network.release(context.cluster, ip, bind.port),
    );
  }
}

/** A real port for each address the process listens on: for all of the pod's, or for its loopback only. */
async function reserveBinds(
  context: ContainerContext,
  role: FlowerRole,
  version: FlowerVersion,
) {
  const podIP: string = context.pod.status.podIP;
  const reserved: {
    bind: Bind;
    ip: string;
    real: { host: string; port: number };
  }[] = [];
  for (const bind of bindsOf(role, version, context.container.args ?? [])) {
    const ip = bindAddress(bind, podIP);
    if (ip) {
      const real = await context.network.reserve(
        context.cluster,
        ip,
        bind.port,
      );
      reserved.push({ bind, ip, real });
    }
  }
  return reserved;
}

/** Paths of the container in `/app/x`, `--flag=/app/x`. */
function mapPath(arg: string, files: ContainerFiles): string {
  const [, flag = '', value] = /^(--[\w-]+=)?(.*)$/s.exec(arg) ?? [];
  return `${flag}${files.path(value)}`;
}

function environment(
  context: ContainerContext,
  installation: FlowerInstallation,
  files: ContainerFiles,
): NodeJS.ProcessEnv {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(
      // Flower's and Python's own variables of the caller must not leak into a pod.
      ([name]) => !/^(FLWR_|PYTHON|VIRTUAL_ENV|NODE_)/.test(name),
    ),
  );
  const given = Object.fromEntries(
    (context.container.env ?? [])
      .filter(({ value }) => value !== undefined)
      .map(({ name, value }) => [name, files.path(value!)]),
  );
  return {
    ...own,
    HOME: files.cwd,
    FLWR_HOME: join(files.cwd, '.flwr'),
    FLWR_TELEMETRY_ENABLED: '0',
    FLWR_DISABLE_UPDATE_CHECK: '1',
    PYTHONUNBUFFERED: '1',
    ...given,
    PATH: [installation.bin, process.env.PATH].join(delimiter),
  };
}

/** The pod's network: see startPodProxy. Only a SuperNode reaches out by HTTP, and only from 1.40 on. */
function proxyVariables(
  url: string,
  role: FlowerRole,
  version: FlowerVersion,
): NodeJS.ProcessEnv {
  const local = 'localhost,127.0.0.1,::1';
  const outside = [process.env.no_proxy, local].filter(Boolean).join(',');
  return {
    grpc_proxy: url,
    no_grpc_proxy: local,
    ...(role === 'supernode' && fleetIsHttp(version)
      ? {
          // Both spellings, as a caller's own would win otherwise.
          http_proxy: url,
          HTTP_PROXY: url,
          https_proxy: url,
          HTTPS_PROXY: url,
          all_proxy: undefined,
          ALL_PROXY: undefined,
          no_proxy: local,
          NO_PROXY: local,
        }
      : { no_proxy: outside }),
  };
}
