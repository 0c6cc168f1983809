import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { ClusterSnapshot } from '@backstage-federation/plugin-federation-node';
import { PodFacts } from '../facts/pods';
import { superLinkProcess, superNodeProcesses } from '../facts/process';
import { SUPERLINK_CONTAINER, SUPERNODE_CONTAINER } from '../names';
import { flowerProfile } from '../profiles';

/** Holds the line with a SuperNode's id, however long it waited for its SuperLink. */
const HEAD_BYTES = 64 * 1024;
const TAIL_LINES = 200;

/** Whether a container of this pod has ever started, so that there is a log. */
function hasLog({ container }: PodFacts): boolean {
  const { state, lastState } = container ?? {};
  return Boolean(state?.running ?? state?.terminated ?? lastState?.terminated);
}

/**
 * Logs of all SuperNodes, which alone tell which node runs in which pod, and of a SuperLink that fails. One per pod.
 *
 * @internal
 */
export function wantedLogs(
  spec: FlowerFederationSpec,
  clusters: ClusterSnapshot[],
) {
  const { nodeIdInLog } = flowerProfile(spec.workload.version);
  const hub = clusters.find(({ name }) => name === spec.hub.cluster);
  const superLink = superLinkProcess(spec, hub);
  const superNodes = superNodeProcesses(spec, clusters);
  return [superLink, ...superNodes].flatMap(process => {
    const { subject, cluster, namespace, status, pod } = process;
    const isNode = subject.kind === 'supernode';
    const hasNone = isNode ? status?.state === 'unreachable' : pod?.ready;
    if (!pod || hasNone || !hasLog(pod)) return [];
    // 1.23 never prints its id; the end of its log at least says whether it is looking for its SuperLink.
    const fromStart = isNode && nodeIdInLog && pod.ready;
    return [
      {
        cluster,
        namespace,
        pod: pod.name,
        container: isNode ? SUPERNODE_CONTAINER : SUPERLINK_CONTAINER,
        ...(fromStart ? { limitBytes: HEAD_BYTES } : { tailLines: TAIL_LINES }),
      },
    ];
  });
}
