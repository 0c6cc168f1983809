import { KubeObject, resources, SandboxClient } from '../../client';
import { recordEvent } from '../../shared/events';
import { isEqual, isOwnedBy, ownerReference } from '../../shared/objects';
import { deploymentStatus, maxSurge, maxUnavailable } from './deploymentStatus';
import { canonical, templateHash } from './names';

const COMPONENT = 'deployment-controller';
const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';

const wanted = (deployment: KubeObject): number =>
  deployment.spec.replicas ?? 1;

const revisionOf = (set: KubeObject): number =>
  Number(set.metadata.annotations?.[REVISION] ?? 0);

/** Makes the ReplicaSets of a Deployment follow its template and scale, and writes its status. */
export async function reconcileDeployment(
  client: SandboxClient,
  namespace: string,
  name: string,
): Promise<void> {
  let deployment = await client.get(resources.deployments, namespace, name);
  if (!deployment || deployment.metadata.deletionTimestamp) {
    return;
  }
  const sets = (await client.list(resources.replicaSets, { namespace }))
    .filter(set => isOwnedBy(set, deployment!.metadata.uid))
    .filter(set => !set.metadata.deletionTimestamp);
  let current = sets.find(set => hasTemplate(set, deployment!));
  const old = sets.filter(set => set !== current);

  if (!deployment.spec.paused) {
    if (
      deployment.spec.strategy?.type === 'Recreate' &&
      (await scaleDownAll(client, deployment, old))
    ) {
      await writeStatus(client, deployment, current, old);
      return;
    }
    current ??= await createReplicaSet(client, deployment, old);
    deployment = await annotateRevision(client, deployment, current);
    if (deployment.spec.strategy?.type === 'Recreate') {
      current = await scale(client, deployment, current, wanted(deployment));
    } else {
      current = await roll(client, deployment, current, old);
    }
    await dropHistory(client, deployment, old);
  }
  await writeStatus(client, deployment, current, old);
}

function hasTemplate(set: KubeObject, deployment: KubeObject): boolean {
  const template = structuredClone(set.spec.template);
  delete template.metadata?.labels?.[HASH];
  const target = structuredClone(deployment.spec.template);
  delete template.metadata?.creationTimestamp;
  delete target.metadata?.creationTimestamp;
  return canonical(template) === canonical(target);
}

/** @returns whether pods of former templates are still there */
async function scaleDownAll(
  client: SandboxClient,
  deployment: KubeObject,
  old: KubeObject[],
): Promise<boolean> {
  for (const set of old) {
    await scale(client, deployment, set, 0);
  }
  const uids = new Set(old.map(set => set.metadata.uid));
  const pods = await client.list(resources.pods, {
    namespace: deployment.metadata.namespace,
  });
  return pods.some(pod =>
    (pod.metadata.ownerReferences ?? []).some(owner => uids.has(owner.uid)),
  );
}

async function createReplicaSet(
  client: SandboxClient,
  deployment: KubeObject,
  old: KubeObject[],
): Promise<KubeObject> {
  const hash = templateHash(deployment.spec.template);
  const labels = {
    ...deployment.spec.template.metadata?.labels,
    [HASH]: hash,
  };
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  const template = structuredClone(deployment.spec.template);
  template.metadata = { ...template.metadata, labels };
  return client.create(resources.replicaSets, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { [REVISION]: String(revision) },
      ownerReferences: [
        ownerReference(
          { ...deployment, apiVersion: 'apps/v1', kind: 'Deployment' },
          { controller: true },
        ),
      ],
    },
    spec: {
      replicas: 0,
      ...(deployment.spec.minReadySeconds && {
        minReadySeconds: deployment.spec.minReadySeconds,
      }),
      selector: {
        ...deployment.spec.selector,
        matchLabels: { ...deployment.spec.selector?.matchLabels, [HASH]: hash },
      },
      template,
    },
  });
}

async function annotateRevision(
  client: SandboxClient,
  deployment: KubeObject,
  current: KubeObject,
): Promise<KubeObject> {
  const revision = current.metadata.annotations?.[REVISION] ?? '1';
  if (deployment.metadata.annotations?.[REVISION] === revision) {
    return deployment;
  }
  return client.patch(
    resources.deployments,
    deployment.metadata.namespace,
    deployment.metadata.name,
    { metadata: { annotations: { [REVISION]: revision } } },
  );
}

async function roll(
  client: SandboxClient,
  deployment: KubeObject,
  current: KubeObject,
  old: KubeObject[],
): Promise<KubeObject> {
  const size = (set: KubeObject): number => set.spec.replicas ?? 0;
  const goal = wanted(deployment);
  const oldTotal = old.reduce((total, set) => total + size(set), 0);
  const room = goal + maxSurge(deployment) - oldTotal - size(current);
  if (size(current) > goal) {
    return scale(client, deployment, current, goal);
  }
  if (size(current) < goal && room > 0) {
    const next = Math.min(goal, size(current) + room);
    return scale(client, deployment, current, next);
  }
  await scaleDownOld(client, deployment, current, old);
  return current;
}

// Pods of former templates go as new ones take their place; those that don't run anyway go first, the oldest before
// others, and never more than the new template's pods that are still to come leave room for.
async function scaleDownOld(
  client: SandboxClient,
  deployment: KubeObject,
  current: KubeObject,
  old: KubeObject[],
) {
  const size = (set: KubeObject): number => set.spec.replicas ?? 0;
  const available = (set: KubeObject): number =>
    set.status?.availableReplicas ?? 0;
  const total = (count: (set: KubeObject) => number) =>
    [current, ...old].reduce((sum, set) => sum + count(set), 0);
  const needed = wanted(deployment) - maxUnavailable(deployment);
  let broken = total(size) - needed - (size(current) - available(current));
  let spare = Math.min(broken, total(available) - needed);
  const byAge = [...old].sort((a, b) => revisionOf(a) - revisionOf(b));
  for (const set of byAge) {
    const unready = Math.min(
      Math.max(0, size(set) - available(set)),
      Math.max(0, broken),
    );
    const ready = Math.min(size(set) - unready, Math.max(0, spare - unready));
    broken -= unready + ready;
    spare -= ready;
    if (unready + ready > 0) {
      await scale(client, deployment, set, size(set) - unready - ready);
    }
  }
}

async function scale(
  client: SandboxClient,
  deployment: KubeObject,
  set: KubeObject,
  replicas: number,
): Promise<KubeObject> {
  const before = set.spec.replicas ?? 0;
  if (before === replicas) {
    return set;
  }
  const { namespace, name } = set.metadata;
  const scaled = await client.patch(resources.replicaSets, namespace, name, {
    spec: { replicas },
  });
  const direction = replicas > before ? 'up' : 'down';
  await recordEvent(client, deployment, {
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: `Scaled ${direction} replica set ${name} from ${before} to ${replicas}`,
    component: COMPONENT,
  });
  return scaled;
}

async function dropHistory(
  client: SandboxClient,
  deployment: KubeObject,
  old: KubeObject[],
) {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const idle = old
    .filter(set => set.spec.replicas === 0 && !set.status?.replicas)
    .sort((a, b) => revisionOf(b) - revisionOf(a));
  for (const set of idle.slice(limit)) {
    await client.delete(
      resources.replicaSets,
      set.metadata.namespace,
      set.metadata.name,
    );
  }
}

async function writeStatus(
  client: SandboxClient,
  deployment: KubeObject,
  current: KubeObject | undefined,
  old: KubeObject[],
) {
  const status = deploymentStatus({ deployment, current, old });
  if (!isEqual(status, deployment.status)) {
    await client.replaceStatus(resources.deployments, {
      ...deployment,
      status,
    });
  }
}
