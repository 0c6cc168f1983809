import { Duplex } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  ClusterClient,
  createDeadline,
} from '@backstage-federation/kubernetes-clusters';
import { FlowerProfile } from '../profiles';
import { ControlApiError } from './controlApiError';
import { callGrpc } from './grpcControl';
import { callHttp } from './httpControl';
import { ControlTls, secureConnection } from './secureConnection';

/** Milliseconds that one call may take, its connection included. */
const CALL_TIMEOUT_MS = 10_000;

/** A SuperLink's Control API: where it is, and how it is spoken with. @internal */
export interface ControlApi {
  client: Pick<ClusterClient, 'cluster' | 'portForward'>;
  namespace: string;
  pod: string;
  port: number;
  profile: Pick<FlowerProfile, 'control' | 'nodeInfo'>;
  /** Without it plain text is spoken. */
  tls?: ControlTls;
}

/** @internal */
export interface ControlCallOptions {
  signal: AbortSignal;
  /** Milliseconds; default 10 000. */
  timeoutMs?: number;
}

/**
 * Calls one method of a SuperLink's Control API through a port-forward of its own.
 *
 * @param method - `ListNodes`
 * @throws ServiceUnavailableError that names cluster, pod and reason
 * @internal
 */
export async function callControl(
  api: ControlApi,
  method: string,
  request: Uint8Array,
  { signal, timeoutMs = CALL_TIMEOUT_MS }: ControlCallOptions,
): Promise<Uint8Array> {
  const { client, namespace, pod, port, profile, tls } = api;
  const deadline = createDeadline(signal, timeoutMs);
  const grpc = profile.control.protocol === 'grpc';
  let connection: Duplex | undefined;
  try {
    connection = await client.portForward({
      namespace,
      pod,
      port,
      signal: deadline.signal,
      timeoutMs,
    });
    // Errors reach the call; this keeps late ones from ending the process.
    connection.on('error', () => {});
    const stream = tls
      ? await secureConnection(connection, tls, {
          alpn: grpc ? 'h2' : 'http/1.1',
          signal: deadline.signal,
        })
      : connection;
    const call = grpc ? callGrpc : callHttp;
    return await call(stream, method, request, deadline.signal);
  } catch (error) {
    signal.throwIfAborted();
    throw unanswered(
      api,
      deadline.timedOut ? 'it did not answer in time' : error,
    );
  } finally {
    deadline.dispose();
    connection?.destroy();
  }
}

/** An error that says which SuperLink it was. @internal */
export function unanswered(
  { client, namespace, pod, port }: ControlApi,
  error: unknown,
): ServiceUnavailableError {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The SuperLink's Control API (${client.cluster}/${namespace} pod ${pod} port ${port}) cannot be asked: ${reason}`;
  return error instanceof ControlApiError
    ? new ControlApiError(message, error.reason, error.code)
    : new ServiceUnavailableError(message);
}
