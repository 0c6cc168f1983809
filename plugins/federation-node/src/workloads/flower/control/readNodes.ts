import { Duplex } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';
import { ClusterClient } from '../../../clusters/types';
import { ControlNode } from '../../types';
import { FlowerProfile } from '../profiles';
import { listNodesGrpc } from './grpcControl';
import { listNodesHttp } from './httpControl';

const CALL_TIMEOUT_MS = 10_000;

/**
 * Lists a SuperLink's nodes over a raw connection to its Control port. Closes the connection.
 *
 * Node ids are decimal text, as they do not fit into a number. Each call makes the SuperLink log a line or two: ask no
 * more often than every few seconds.
 *
 * @param connection - any Duplex: a port-forward, a socket
 * @param profile - decides protocol and message layout
 * @throws ServiceUnavailableError with a plain reason
 * @public
 */
export async function listNodes(
  connection: Duplex,
  profile: Pick<FlowerProfile, 'control' | 'nodeInfo'>,
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<ControlNode[]> {
  // Errors reach the call; this keeps late ones from ending the process.
  connection.on('error', () => {});
  const list =
    profile.control.protocol === 'grpc' ? listNodesGrpc : listNodesHttp;
  try {
    return await list(connection, profile.nodeInfo, {
      signal: options.signal ?? new AbortController().signal,
      timeoutMs: options.timeoutMs ?? CALL_TIMEOUT_MS,
    });
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new ServiceUnavailableError(
        `its answer makes no sense for this Flower release: ${error.message}`,
      );
    }
    throw error;
  } finally {
    connection.destroy();
  }
}

/**
 * Lists a SuperLink's nodes through one port-forward.
 *
 * @throws ServiceUnavailableError that names cluster, pod and reason
 * @public
 */
export async function readNodesThroughPortForward(
  client: ClusterClient,
  target: { namespace: string; pod: string; port: number },
  profile: Pick<FlowerProfile, 'control' | 'nodeInfo'>,
  options: { signal: AbortSignal; timeoutMs?: number },
): Promise<ControlNode[]> {
  try {
    const connection = await client.portForward({
      ...target,
      signal: options.signal,
      timeoutMs: options.timeoutMs ?? CALL_TIMEOUT_MS,
    });
    return await listNodes(connection, profile, options);
  } catch (error) {
    options.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceUnavailableError(
      `The SuperLink's Control API (${client.cluster}/${target.namespace} pod ${target.pod} port ${target.port}) cannot be asked: ${reason}`,
    );
  }
}
