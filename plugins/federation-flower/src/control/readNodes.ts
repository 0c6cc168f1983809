import { Duplex } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';
import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import { ControlNode } from './types';
import { FlowerProfile } from '../profiles';
import {
  callControl,
  ControlCallOptions,
  ControlPlace,
  callThroughPortForward,
  unanswered,
} from './callControl';
import { decodeNodes } from './messages';

function nodesIn(
  profile: Pick<FlowerProfile, 'control' | 'nodeInfo'>,
  answer: Uint8Array,
): ControlNode[] {
  try {
    return decodeNodes(profile.nodeInfo, answer);
  } catch (error) {
    const why = error instanceof TypeError ? `: ${error.message}` : '';
    throw new ServiceUnavailableError(
      `its answer makes no sense for this Flower release${why}`,
    );
  }
}

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
  options: Partial<ControlCallOptions> = {},
): Promise<ControlNode[]> {
  const answer = await callControl(
    connection,
    profile,
    'ListNodes',
    new Uint8Array(),
    { signal: new AbortController().signal, ...options },
  );
  return nodesIn(profile, answer);
}

/**
 * Lists a SuperLink's nodes through one port-forward.
 *
 * @throws ServiceUnavailableError that names cluster, pod and reason
 * @public
 */
export async function readNodesThroughPortForward(
  client: ClusterClient,
  target: ControlPlace,
  profile: Pick<FlowerProfile, 'control' | 'nodeInfo'>,
  options: ControlCallOptions,
): Promise<ControlNode[]> {
  const answer = await callThroughPortForward(
    client,
    target,
    profile,
    'ListNodes',
    new Uint8Array(),
    options,
  );
  try {
    return nodesIn(profile, answer);
  } catch (error) {
    throw unanswered(client, target, error);
  }
}
