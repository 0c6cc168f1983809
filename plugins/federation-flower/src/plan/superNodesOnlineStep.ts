import {
  FlowerFederationSpec,
  Finding,
} from '@backstage-federation/plugin-federation-common';
import {
  ProbeStep,
  Progress,
} from '@backstage-federation/plugin-federation-node';
import { onlineNodes, tellNodesSeen, wantedNodes } from '../control';
import { explainSuperNodes } from './explainSuperNodes';
import { flowerSteps } from './stepIds';
import { superLinkNodes } from './superLinkAccess';

const INTERVAL_MS = 2_000;
/** A slow start takes 25 s, the longest pause between a SuperNode's tries 20 s, an old identity 60 s to go. */
const TIMEOUT_MS = 180_000;

/** @internal */
export function onlineProgress(online: number, expected: number): Progress {
  const message = `${online} of ${expected} SuperNode${
    expected === 1 ? '' : 's'
  } online`;
  return { state: online >= expected ? 'done' : 'waiting', message };
}

/**
 * Waits until the SuperLink's Control API lists as many SuperNodes online as the spec has. On a time-out the findings
 * say which are missing and why.
 *
 * `options.expected`: how many; default all of the spec's
 * `options.dependsOn`: steps before; default the SuperLink, and each member's link, listeners and SuperNodes
 * @public
 */
export function superNodesOnlineStep(
  spec: FlowerFederationSpec,
  options: {
    expected?: number;
    dependsOn?: string[];
    timeoutMs?: number;
    intervalMs?: number;
  } = {},
): ProbeStep {
  const withNodes = spec.members.filter(member => member.superNodes.length);
  const expected = options.expected ?? wantedNodes(spec);
  const { cluster } = spec.hub;
  return {
    kind: 'probe',
    id: flowerSteps.superNodesOnline,
    title: `${expected} SuperNode${expected === 1 ? '' : 's'} online`,
    cluster,
    dependsOn: options.dependsOn ?? [
      flowerSteps.superLinkAvailable,
      ...withNodes.flatMap(({ name }) => [
        flowerSteps.linkOperational(name),
        flowerSteps.listeners(name),
        flowerSteps.superNodesRunning(name),
      ]),
    ],
    intervalMs: options.intervalMs ?? INTERVAL_MS,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    async probe({ clusters, signal }) {
      try {
        const client = clusters(cluster);
        const { nodes } = await superLinkNodes(spec, client, signal);
        const progress = onlineProgress(onlineNodes(nodes).length, expected);
        if (progress.state === 'done') await tellNodesSeen(spec.name, signal);
        return progress;
      } catch (error) {
        signal.throwIfAborted();
        // The SuperLink may be about to restart; only the time-out ends the wait.
        if (error instanceof Error && error.name === 'ServiceUnavailableError')
          return { state: 'waiting', message: error.message };
        throw error;
      }
    },
    explain: ({ clusters, signal }): Promise<Finding[]> =>
      explainSuperNodes(spec, clusters, signal),
  };
}
