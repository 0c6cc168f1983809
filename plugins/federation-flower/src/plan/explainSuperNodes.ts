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
import { ControlReading, ServedCertificate } from '../control/types';
import { AUTHORITY_SELECTOR } from '../names';
import { assembleFlower } from '../view/assembleFlower';
import { controlTarget, readNodes, wantedLogs } from '../view/targets';

const messageOf = (error: unknown) =>
  error instanceof Error ? error.message : String(error);

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
      reason: messageOf(error),
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
  const hub = snapshots.find(({ name }) => name === spec.hub.cluster);
  const target = hub && controlTarget(spec, hub);
  const now = new Date();
  let control: ControlReading | undefined;
  if (target) {
    let certificate: ServedCertificate | undefined;
    try {
      const client = clusters(spec.hub.cluster);
      const nodes = await readNodes(client, target, spec, {
        signal,
        onCertificate: found => {
          certificate = found;
        },
      });
      const readAt = now.toISOString();
      control = { state: 'ok', nodes, readAt, certificate };
    } catch (error) {
      signal.throwIfAborted();
      control = {
        state: 'failed',
        reason: messageOf(error),
        since: now.toISOString(),
        certificate,
      };
    }
  }
  return assembleFlower(spec, snapshots, control, logs.flat(), now).findings;
}
