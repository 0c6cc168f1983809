import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { ServiceUnavailableError } from '@backstage/errors';
import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import {
  ClusterSnapshot,
  ControlNode,
  ControlTarget,
  ReadNodesOptions,
} from '@backstage-federation/plugin-federation-node';
import { readNodesThroughPortForward } from '../control';
import { Deployment, Pod } from '../kube';
import {
  AUTHORITY_CONFIG_MAP,
  SUPERLINK_CONTAINER,
  SUPERLINK_NAME,
  SUPERNODE_COMPONENT,
  SUPERNODE_CONTAINER,
} from '../names';
import { flowerProfile } from '../profiles';
import { isPodReady, mainContainer, sortPods } from '../facts/pods';

/** Holds the line with a SuperNode's id, however long it waited for its SuperLink. */
const HEAD_BYTES = 64 * 1024;
const TAIL_LINES = 200;

/** The SuperLink's Deployment and pods, newest first. @internal */
export function superLinkParts(spec: FederationSpec, hub: ClusterSnapshot) {
  const { namespace } = spec.hub;
  return {
    deployment: hub
      .objects('Deployment', namespace)
      .find(d => d.metadata.name === SUPERLINK_NAME) as Deployment | undefined,
    pods: sortPods(
      hub
        .objects('Pod', namespace)
        .filter(p => p.metadata.labels?.app === SUPERLINK_NAME) as Pod[],
    ),
  };
}

/** A SuperNode that the spec has, or that is there without being in the spec. @internal */
export interface SuperNodeParts {
  id: string;
  name: string;
  member: string;
  cluster: string;
  namespace: string;
  inSpec: boolean;
  snapshot?: ClusterSnapshot;
  deployment?: Deployment;
  /** Newest first. */
  pods: Pod[];
}

/** All SuperNodes of the spec, and the federation's other SuperNode Deployments in the same places. @internal */
export function superNodeParts(
  spec: FederationSpec,
  clusters: ClusterSnapshot[],
): SuperNodeParts[] {
  return spec.members.flatMap(member => {
    const { cluster, namespace } = member;
    const snapshot = clusters.find(({ name }) => name === cluster);
    const deployments = (snapshot?.objects('Deployment', namespace) ??
      []) as Deployment[];
    const pods = (snapshot?.objects('Pod', namespace) ?? []) as Pod[];
    const wanted = new Set(member.superNodes.map(({ name }) => name));
    const extra = deployments
      .filter(
        ({ metadata: { labels, name } }) =>
          !wanted.has(name) &&
          labels?.[FEDERATION_LABEL] === spec.name &&
          labels[COMPONENT_LABEL] === SUPERNODE_COMPONENT,
      )
      .map(({ metadata }) => metadata.name);
    return [...wanted, ...extra].map(name => ({
      id: `${cluster}/${namespace}/${name}`,
      name,
      member: member.name,
      cluster,
      namespace,
      inSpec: wanted.has(name),
      snapshot,
      deployment: deployments.find(d => d.metadata.name === name),
      pods: sortPods(pods.filter(pod => pod.metadata.labels?.app === name)),
    }));
  });
}

/** The certificate of the authority that a place trusts, as its ConfigMap has it. @internal */
export function authorityOf(
  snapshot: ClusterSnapshot | undefined,
  namespace: string,
): string | undefined {
  const found = snapshot
    ?.objects('ConfigMap', namespace)
    .find(({ metadata }) => metadata.name === AUTHORITY_CONFIG_MAP);
  return (found?.data as Record<string, string> | undefined)?.['ca.crt'];
}

/** @internal */
export function controlTarget(
  spec: FederationSpec,
  hub: ClusterSnapshot,
): ControlTarget | undefined {
  const { namespace } = spec.hub;
  const pod = superLinkParts(spec, hub).pods.find(isPodReady);
  return (
    pod && {
      namespace,
      pod: pod.metadata.name,
      port: flowerProfile(spec.workload.version).control.port,
      ...(spec.workload.security === 'insecure'
        ? {}
        : { tls: { ca: authorityOf(hub, namespace) } }),
    }
  );
}

/** Lists the nodes of a SuperLink, by TLS where the target says so. @internal */
export async function readNodes(
  client: ClusterClient,
  { tls, ...target }: ControlTarget,
  spec: FederationSpec,
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
const hasLog = (pod: Pod, container: string) => {
  const status = mainContainer(pod, container);
  return Boolean(
    status?.state?.running ||
      status?.state?.terminated ||
      status?.lastState?.terminated,
  );
};

/**
 * Logs of all SuperNodes, which alone tell which node runs in which pod, and of a SuperLink that fails. One per pod.
 *
 * @internal
 */
export function wantedLogs(spec: FederationSpec, clusters: ClusterSnapshot[]) {
  const profile = flowerProfile(spec.workload.version);
  const hub = clusters.find(({ name }) => name === spec.hub.cluster);
  const superLinkPod = hub && superLinkParts(spec, hub).pods[0];
  const superLink =
    hub &&
    superLinkPod &&
    !isPodReady(superLinkPod) &&
    hasLog(superLinkPod, SUPERLINK_CONTAINER)
      ? [
          {
            cluster: hub.name,
            namespace: spec.hub.namespace,
            pod: superLinkPod.metadata.name,
            container: SUPERLINK_CONTAINER,
            tailLines: TAIL_LINES,
          },
        ]
      : [];
  const superNodes = superNodeParts(spec, clusters).flatMap(
    ({ cluster, namespace, snapshot, pods: [pod] }) => {
      if (
        !pod ||
        snapshot?.status.state === 'unreachable' ||
        !hasLog(pod, SUPERNODE_CONTAINER)
      ) {
        return [];
      }
      // 1.23 never prints its id; the end of its log at least says whether it is looking for its SuperLink.
      const fromStart = profile.nodeIdInLog && isPodReady(pod);
      return [
        {
          cluster,
          namespace,
          pod: pod.metadata.name,
          container: SUPERNODE_CONTAINER,
          ...(fromStart
            ? { limitBytes: HEAD_BYTES }
            : { tailLines: TAIL_LINES }),
        },
      ];
    },
  );
  return [...superLink, ...superNodes];
}
