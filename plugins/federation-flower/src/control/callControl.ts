import { Duplex } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';
import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import { FlowerProfile } from '../profiles';
import { ControlApiError } from './controlApiError';
import { callGrpc } from './grpcControl';
import { callHttp } from './httpControl';
import { ControlTls, secureConnection } from './secureConnection';

/** Milliseconds that one call may take, its connection included. @internal */
export const CALL_TIMEOUT_MS = 10_000;

/** @public */
export interface ControlCallOptions {
  signal: AbortSignal;
  /** Milliseconds; default 10 000. */
  timeoutMs?: number;
  /** Without it plain text is spoken. */
  tls?: ControlTls;
}

/** Where a SuperLink's Control API is. @public */
export interface ControlPlace {
  namespace: string;
  pod: string;
  port: number;
}

/**
 * Calls one method of a SuperLink's Control API over a raw connection to its Control port. Closes the connection.
 *
 * @param method - `ListNodes`
 * @throws ServiceUnavailableError with a plain reason
 * @internal
 */
export async function callControl(
  connection: Duplex,
  profile: Pick<FlowerProfile, 'control'>,
  method: string,
  request: Uint8Array,
  options: ControlCallOptions,
): Promise<Uint8Array> {
  // Errors reach the call; this keeps late ones from ending the process.
  connection.on('error', () => {});
  const { signal, tls, timeoutMs = CALL_TIMEOUT_MS } = options;
  const grpc = profile.control.protocol === 'grpc';
  try {
    const stream = tls
      ? await withTimeout(signal, timeoutMs, s =>
          secureConnection(connection, tls, {
            alpn: grpc ? 'h2' : 'http/1.1',
            signal: s,
          }),
        )
      : connection;
    const call = grpc ? callGrpc : callHttp;
    return await call(stream, method, request, { signal, timeoutMs });
  } finally {
    connection.destroy();
  }
}

async function withTimeout<T>(
  signal: AbortSignal,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await run(AbortSignal.any([signal, timeout]));
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) {
      throw new ServiceUnavailableError('it did not answer in time');
    }
    throw error;
  }
}

/**
 * Calls one method through a port-forward of its own.
 *
 * @throws ServiceUnavailableError that names cluster, pod and reason
 * @internal
 */
export async function callThroughPortForward(
  client: ClusterClient,
  target: ControlPlace,
  profile: Pick<FlowerProfile, 'control'>,
  method: string,
  request: Uint8Array,
  options: ControlCallOptions,
): Promise<Uint8Array> {
  const { signal, timeoutMs = CALL_TIMEOUT_MS } = options;
  try {
    const { namespace, pod, port } = target;
    const connection = await client.portForward({
      namespace,
      pod,
      port,
      signal,
      timeoutMs,
    });
    return await callControl(connection, profile, method, request, options);
  } catch (error) {
    signal.throwIfAborted();
    throw unanswered(client, target, error);
  }
}

/** An error that says which SuperLink it was. @internal */
export function unanswered(
  client: Pick<ClusterClient, 'cluster'>,
  target: ControlPlace,
  error: unknown,
): ServiceUnavailableError {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The SuperLink's Control API (${client.cluster}/${target.namespace} pod ${target.pod} port ${target.port}) cannot be asked: ${reason}`;
  return error instanceof ControlApiError
    ? new ControlApiError(message, error.reason, error.code)
    : new ServiceUnavailableError(message);
}
