import { accessSync, constants } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, Server } from 'node:net';
import { delimiter, join } from 'node:path';
import type { PodFiles } from '../flower';
import { cutOnClose } from '../flower/builtin/servers';
import { dialFromPod } from '../flower/podNetwork';
import {
  processContainer,
  ProcessState,
} from '../flower/process/processContainer';
import { startProcessGroup } from '../flower/process/processGroup';
import { waitForPort } from '../flower/process/readiness';
import { createWatchdog, Watchdog } from '../flower/process/watchdog';
import type {
  ContainerContext,
  ContainerRuntime,
  RunningContainer,
} from '../runtime/types';
import { listen } from '../shared/servers';
import {
  GATEWAY_IMAGE,
  listenPorts,
  readConfig,
  upstreamPorts,
  withRealPlaces,
} from './config';

/** Where distributions put programs of the system, which not every PATH has. */
const SYSTEM = ['/usr/sbin', '/usr/local/sbin'];

/** The nginx of this machine, if it has one. */
export function findNginx(path = process.env.PATH ?? ''): string | undefined {
  return [...path.split(delimiter), ...SYSTEM]
    .filter(Boolean)
    .map(folder => join(folder, 'nginx'))
    .find(file => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Runs real nginx for the gateways' images. */
export function createNginxRuntime(options: {
  files: PodFiles;
  /** The program. */
  nginx: string;
}): ContainerRuntime {
  const watchdog = createWatchdog();
  return {
    name: 'nginx-process',
    handles: ({ image }) => GATEWAY_IMAGE.test(image),
    start: context =>
      processContainer((state, setReady) =>
        runNginx(context, { ...options, watchdog }, state, setReady),
      ),
  };
}

async function runNginx(
  context: ContainerContext,
  {
    files: podFiles,
    nginx,
    watchdog,
  }: { files: PodFiles; nginx: string; watchdog: Watchdog },
  state: ProcessState,
  setReady: (ready: boolean) => void,
): ReturnType<() => RunningContainer['exited']> {
  const { cluster, network, pod } = context;
  const podIP: string = pod.status!.podIP;
  const ended = new AbortController();
  const forwarders: Server[] = [];
  const reserved: number[] = [];
  try {
    const files = await podFiles.prepare(context);
    const text = await readConfig(context, files);
    const real = {
      listen: new Map<number, number>(),
      upstream: new Map<number, number>(),
      files,
    };
    for (const port of listenPorts(text)) {
      const endpoint = await network.reserve(cluster, podIP, port);
      reserved.push(port);
      real.listen.set(port, endpoint.port);
    }
    for (const port of upstreamPorts(text)) {
      const forwarder = forwardIntoPod(context, port);
      forwarders.push(forwarder);
      real.upstream.set(port, await listen(forwarder));
    }
    const folder = join(files.cwd, 'gateway');
    const config = join(folder, 'nginx.conf');
    await mkdir(folder, { recursive: true });
    await writeFile(config, withRealPlaces(text, real));
    if (state.stopped) {
      return { exitCode: 0 };
    }
    state.process = startProcessGroup({
      command: nginx,
      args: ['-e', 'stderr', '-p', folder, '-c', config, ...asRoot()],
      cwd: folder,
      env: process.env,
      watchdog,
      log: line => context.log(line),
    });
    const [port] = real.listen.values();
    void waitForPort({ host: '127.0.0.1', port }, ended.signal).then(setReady);
    return await state.process.exited;
  } finally {
    ended.abort();
    setReady(false);
    forwarders.forEach(server => server.close());
    reserved.forEach(port => network.release(cluster, podIP, port));
  }
}

/** Started by root, nginx lets its workers be another user, who cannot read the sandbox's folders. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
}

/** Carries connections to a port of the pod's loopback, whatever stands behind it at the moment. */
function forwardIntoPod(context: ContainerContext, port: number): Server {
  return cutOnClose(
    createServer(client => {
      const upstream = dialFromPod(context, '127.0.0.1', port);
      const end = () => {
        client.destroy();
        upstream.destroy();
      };
      for (const socket of [client, upstream]) {
        socket.on('error', end).on('close', end);
      }
      upstream.pipe(client);
      client.pipe(upstream);
    }),
  );
}
