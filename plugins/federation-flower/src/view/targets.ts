import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { ServiceUnavailableError } from '@backstage/errors';
import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import { ClusterSnapshot } from '@backstage-federation/plugin-federation-node';
import { ControlNode, ControlTarget, ReadNodesOptions } from '../control/types';
import { readNodesThroughPortForward } from '../control';
import { PodFacts } from '../facts/pods';
import { superLinkProcess, superNodeProcesses } from '../facts/process';
import {
  AUTHORITY_CONFIG_MAP,
  SUPERLINK_CONTAINER,
  SUPERNODE_CONTAINER,
} from '../names';
import { flowerProfile } from '../profiles';

/** Holds the line with a SuperNode's id, however long it waited for its SuperLink. */
const HEAD_BYTES = 64 * 1024;
const TAIL_LINES = 200;

/** @internal */
export function controlTarget(
  spec: FlowerFederationSpec,
  hub: ClusterSnapshot,
): ControlTarget | undefined {
  const { namespace, pod, authority } = superLinkProcess(spec, hub);
  return pod?.ready
    ? {
        cluster: spec.hub.cluster,
        namespace,
        pod: pod.name,
        port: flowerProfile(spec.workload.version).control.port,
        ...(spec.workload.security === 'insecure'
          ? {}
          : { tls: { ca: authority } }),
      }
    : undefined;
}

/** Lists the nodes of a SuperLink, by TLS where the target says so. @internal */
export async function readNodes(
  client: ClusterClient,
  { tls, ...target }: ControlTarget,
  spec: FlowerFederationSpec,
  options: ReadNodesOptions,
): Promise<ControlNode[]> {
  const { signal, onCertificate } = options;
  const ca = tls?.ca;
  if (tls && !ca) {
    throw new ServiceUnavailableError(
      `The SuperLink's Control API cannot be asked: the hub has no ConfigMap ${AUTHORITY_CONFIG_MAP} with the authority's certificate`,
    );
  }
  return readNodesThroughPortForward(
    client,
    target,
    flowerProfile(spec.workload.version),
    { signal, ...(ca ? { tls: { ca, onCertificate } } : {}) },
  );
}

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
