import {
  ClusterStatus,
  FEDERATION_LABEL,
  FlowerFederationSpec,
  Finding,
} from '@backstage-federation/plugin-federation-common';
import {
  kube,
  ClusterClient,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import {
  createClusterSnapshot,
  LogEvidence,
} from '@backstage-federation/plugin-federation-node';
import { controlProbe } from '../control/controlProbe';
import { AUTHORITY_SELECTOR } from '../names';
import { assembleFlower } from '../view/assembleFlower';
import { wantedLogs } from '../view/wantedLogs';

async function readCluster(
  name: string,
  client: ClusterClient,
  spec: FlowerFederationSpec,
  signal: AbortSignal,
) {
  const since = new Date().toISOString();
  try {
    const options = {
      labelSelector: `${FEDERATION_LABEL}=${spec.name}`,
      signal,
    };
    const objects: KubeObject[] = [];
    for (const { cluster, namespace } of [spec.hub, ...spec.members]) {
      if (cluster !== name) continue;
      objects.push(
        ...(await client.list(kube.deployment, { ...options, namespace })),
        ...(await client.list(kube.pod, { ...options, namespace })),
        ...(await client.list(kube.configMap, {
          signal,
          namespace,
          labelSelector: AUTHORITY_SELECTOR,
        })),
      );
    }
    const status: ClusterStatus = { name, state: 'connected', since };
    return createClusterSnapshot(status, objects);
  } catch (error) {
    signal.throwIfAborted();
    const status: ClusterStatus = {
      name,
      state: 'unreachable',
      since,
      reason: error instanceof Error ? error.message : String(error),
    };
    return createClusterSnapshot(status, []);
  }
}

/**
 * Reads what the live view would know of the SuperNodes, and returns its findings.
 *
 * @internal
 */
export async function explainSuperNodes(
  spec: FlowerFederationSpec,
  clusters: (name: string) => ClusterClient,
  signal: AbortSignal,
): Promise<Finding[]> {
  const names = new Set(
    [spec.hub, ...spec.members].map(({ cluster }) => cluster),
  );
  const snapshots = await Promise.all(
    [...names].map(name => readCluster(name, clusters(name), spec, signal)),
  );
  const logs = await Promise.all(
    wantedLogs(spec, snapshots).map(
      async ({ cluster, ...wanted }): Promise<LogEvidence[]> => {
        const { namespace, pod } = wanted;
        try {
          const text = await clusters(cluster).logs({ ...wanted, signal });
          return [{ cluster, namespace, pod, text }];
        } catch {
          signal.throwIfAborted();
          return [];
        }
      },
    ),
  );
  const target = controlProbe.target(spec, snapshots);
  const control =
    target &&
    (await controlProbe.read(clusters(target.cluster), target, {
      spec,
      before: undefined,
      signal,
    }));
  return assembleFlower(spec, snapshots, control, logs.flat(), new Date())
    .findings;
}
