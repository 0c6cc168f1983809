import type { Duplex } from 'node:stream';
import {
  KubeObject,
  KubeStatusError,
  resources,
  SandboxClient,
} from '../client';
import type { SandboxNetwork } from '../network/sandboxNetwork';
import { podLoopback } from '../runtime/loopback';
import type { NodeApi } from '../runtime/types';
import { connected } from '../shared/servers';
import type { ContainerLog, LogLine, LogStore } from './logStore';
import { containerOf } from '../apiserver/http/logs';

/** Options of {@link createNodeApi}. */
export interface NodeApiOptions {
  logs: LogStore;
  network: SandboxNetwork;
  /** Client of a cluster, by its name. */
  client(cluster: string): SandboxClient | undefined;
}

type LogOptions = Parameters<NodeApi['logs']>[3];

/** Logs and connections of pods, as an API server asks for them. Each string is one line with its line feed. */
export function createNodeApi(options: NodeApiOptions): NodeApi {
  const getPod = async (cluster: string, namespace: string, name: string) => {
    const pod = await options
      .client(cluster)
      ?.get(resources.pods, namespace, name);
    if (!pod) {
      throw new KubeStatusError(404, 'NotFound', `pods "${name}" not found`);
    }
    return pod;
  };

  return {
    async *logs(cluster, namespace, name, query) {
      const pod = await getPod(cluster, namespace, name);
      const container = containerOf(pod, query.container);
      const key = { cluster, namespace, pod: name, container };
      const log = options.logs.get(key, query.previous);
      if (!log) {
        throw notStarted(pod, container, query.previous);
      }
      yield* limited(read(log, query), query.limitBytes);
    },

    async connect(cluster, namespace, name, port): Promise<Duplex> {
      const pod = await getPod(cluster, namespace, name);
      const ip = pod.status?.podIP;
      if (pod.status?.phase !== 'Running' || !ip) {
        throw badRequest(
          `unable to forward port because pod is not running. Current status=${pod.status?.phase}`,
        );
      }
      // From inside the pod, where its loopback is reached as well.
      const { network } = options;
      const own = network.resolve(cluster, ip, port) ? ip : podLoopback(ip);
      const socket = network.connect(cluster, own, port);
      // A refusal may be reported more than once, and after nobody waits for it any more.
      socket.on('error', () => undefined);
      try {
        await connected(socket);
        return socket;
      } catch (error) {
        socket.destroy();
        throw error;
      }
    },
  };
}

function notStarted(pod: KubeObject, container: string, previous?: boolean) {
  const { name } = pod.metadata;
  if (previous) {
    return badRequest(
      `previous terminated container "${container}" in pod "${name}" not found`,
    );
  }
  const state = pod.status?.containerStatuses?.find(
    (c: any) => c.name === container,
  )?.state;
  const reason = state?.waiting?.reason ?? 'ContainerCreating';
  return badRequest(
    `container "${container}" in pod "${name}" is waiting to start: ${reason}`,
  );
}

function badRequest(message: string): KubeStatusError {
  return new KubeStatusError(400, 'BadRequest', message);
}

async function* read(
  log: ContainerLog,
  query: LogOptions,
): AsyncGenerator<string> {
  const format = (line: LogLine) =>
    query.timestamps ? `${line.time} ${line.text}\n` : `${line.text}\n`;
  const since =
    query.sinceSeconds === undefined
      ? -Infinity
      : Date.now() - query.sinceSeconds * 1000;
  let { lines, next } = log.read(0);
  lines = lines.filter(line => line.millis >= since);
  if (query.tailLines !== undefined && query.tailLines >= 0) {
    lines = query.tailLines === 0 ? [] : lines.slice(-query.tailLines);
  }
  for (;;) {
    for (const line of lines) {
      yield format(line);
    }
    if (!query.follow || query.signal?.aborted) {
      return;
    }
    ({ lines, next } = log.read(next));
    if (lines.length === 0) {
      if (log.closed) {
        return;
      }
      await log.changed(query.signal);
    }
  }
}

async function* limited(
  lines: AsyncIterable<string>,
  limitBytes?: number,
): AsyncGenerator<string> {
  let left = limitBytes ?? Infinity;
  for await (const line of lines) {
    const size = Buffer.byteLength(line);
    if (size >= left) {
      yield Buffer.from(line).subarray(0, left).toString();
      return;
    }
    left -= size;
    yield line;
  }
}
