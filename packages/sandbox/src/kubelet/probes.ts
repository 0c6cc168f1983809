import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import type { AsJson } from '@backstage-federation/kubernetes-clusters';
import type { V1Probe } from '@kubernetes/client-node';
import type { ContainerContext } from '../runtime/types';
import { connected } from '../shared/servers';
import { pause } from '../shared/sleep';

/** `livenessProbe`, `readinessProbe` or `startupProbe` of a container. */
export type Probe = AsJson<V1Probe>;

/** How often a probe that has not succeeded yet is tried: a start should be seen soon. */
const EAGER_MILLIS = 200;

/** One try. `exec` counts as a success: there is no container to run it in. */
export async function tryProbe(
  context: ContainerContext,
  probe: Probe,
): Promise<boolean> {
  const target = probe.tcpSocket ?? probe.httpGet ?? probe.grpc;
  if (!target) {
    return true;
  }
  const port = portNumber(context, target.port);
  const ip = context.pod.status?.podIP;
  if (port === undefined || !ip) {
    return false;
  }
  const timeout = (probe.timeoutSeconds ?? 1) * 1000;
  const socket = context.network.connect(context.cluster, ip, port);
  socket.on('error', () => undefined);
  try {
    socket.setTimeout(timeout, () => socket.destroy());
    await connected(socket);
    // A SuperLink's gRPC health service always says SERVING, so its open port says as much.
    return probe.httpGet
      ? await httpOk(socket, probe.httpGet, `${ip}:${port}`, timeout)
      : true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function portNumber(
  context: ContainerContext,
  port: number | string,
): number | undefined {
  if (typeof port === 'number') {
    return port;
  }
  const named = context.container.ports?.find((p: any) => p.name === port);
  return named?.containerPort ?? (Number(port) || undefined);
}

function httpOk(
  socket: Socket,
  { path = '/', scheme = 'HTTP' }: { path?: string; scheme?: string },
  host: string,
  timeout: number,
): Promise<boolean> {
  const stream =
    scheme === 'HTTPS'
      ? tlsConnect({ socket, rejectUnauthorized: false })
      : socket;
  return new Promise(resolve => {
    stream.on('error', () => resolve(false));
    const request = httpRequest(
      {
        path,
        headers: { host, 'user-agent': 'kube-probe/1.36', connection: 'close' },
        createConnection: () => stream,
        timeout,
      },
      response => {
        response.resume();
        const status = response.statusCode ?? 500;
        resolve(status >= 200 && status < 400);
      },
    );
    request.on('timeout', () => resolve(false));
    request.on('error', () => resolve(false));
    request.end();
  });
}

/**
 * Probes until the signal aborts and tells each change. A success counts at once; a failure counts after the probe's
 * threshold of consecutive failures, in its own unscaled time, because the processes behind are as slow as they are.
 */
export async function* probeChanges(
  context: ContainerContext,
  probe: Probe,
  signal: AbortSignal,
): AsyncGenerator<boolean> {
  const period = (probe.periodSeconds ?? 10) * 1000;
  const patience = period * (probe.failureThreshold ?? 3);
  let state: boolean | undefined;
  let failingSince: number | undefined =
    Date.now() + (probe.initialDelaySeconds ?? 0) * 1000;
  while (!signal.aborted) {
    const ok = await tryProbe(context, probe);
    if (signal.aborted) {
      return;
    }
    failingSince = ok ? undefined : failingSince ?? Date.now();
    const patient =
      failingSince !== undefined && Date.now() - failingSince < patience;
    if (ok !== state && !patient) {
      state = ok;
      yield ok;
    }
    await pause(ok ? period : Math.min(period, EAGER_MILLIS), signal);
  }
}
