import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { ControlNode } from './types';
import {
  callControl,
  ControlApi,
  ControlCallOptions,
  unanswered,
} from './callControl';
import { decodeNodes } from './messages';

/** How many SuperNodes a spec wants. @internal */
export const wantedNodes = ({ members }: FlowerFederationSpec): number =>
  members.reduce((sum, { superNodes }) => sum + superNodes.length, 0);

/** Those that are connected. @internal */
export const onlineNodes = (nodes: ControlNode[]): ControlNode[] =>
  nodes.filter(({ status }) => status === 'online');

/**
 * Lists a SuperLink's nodes. Their ids are decimal text, as they do not fit into a number. Each call makes the SuperLink
 * log a line or two: ask no more often than every few seconds.
 *
 * @throws ServiceUnavailableError that names cluster, pod and reason
 * @internal
 */
export async function readNodes(
  api: ControlApi,
  options: ControlCallOptions,
): Promise<ControlNode[]> {
  const answer = await callControl(api, 'ListNodes', new Uint8Array(), options);
  try {
    return decodeNodes(api.profile.nodeInfo, answer);
  } catch (error) {
    const why = error instanceof TypeError ? `: ${error.message}` : '';
    throw unanswered(
      api,
      `its answer makes no sense for this Flower release${why}`,
    );
  }
}
