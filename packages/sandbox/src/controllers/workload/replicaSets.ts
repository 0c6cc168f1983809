import {
  KubeObject,
  KubeStatusError,
  resources,
  SandboxClient,
} from '../../client';
import { recordEvent } from '../../shared/events';
import {
  isEqual,
  isOwnedBy,
  isPodReady,
  ownerReference,
  timestamp,
} from '../../shared/objects';
import { randomSuffix } from './names';

const COMPONENT = 'replicaset-controller';

/** Makes the pods of a ReplicaSet as many as wanted and writes its status. */
export async function reconcileReplicaSet(
  client: SandboxClient,
  namespace: string,
  name: string,
): Promise<void> {
  const set = await client.get(resources.replicaSets, namespace, name);
  if (!set || set.metadata.deletionTimestamp) {
    return;
  }
  const owned = await livePods(client, set);
  const wanted: number = set.spec.replicas ?? 1;
  let failure: KubeStatusError | undefined;
  try {
    await adjust(client, set, owned, wanted);
  } catch (error) {
    if (!(error instanceof KubeStatusError)) {
      throw error;
    }
    failure = error;
  }
  const pods = await livePods(client, set);
  const status = replicaSetStatus(set, pods, failure);
  if (!isEqual(status, set.status)) {
    await client.replaceStatus(resources.replicaSets, { ...set, status });
  }
  if (failure) {
    throw failure;
  }
}

async function livePods(
  client: SandboxClient,
  set: KubeObject,
): Promise<KubeObject[]> {
  const labelSelector = Object.entries(set.spec.selector?.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const pods = await client.list(resources.pods, {
    namespace: set.metadata.namespace,
    labelSelector,
  });
  return pods.filter(
    pod =>
      isOwnedBy(pod, set.metadata.uid) &&
      !pod.metadata.deletionTimestamp &&
      pod.status?.phase !== 'Failed' &&
      pod.status?.phase !== 'Succeeded',
  );
}

async function adjust(
  client: SandboxClient,
  set: KubeObject,
  pods: KubeObject[],
  wanted: number,
) {
  const record = (
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ) =>
    recordEvent(client, set, { type, reason, message, component: COMPONENT });
  for (let i = pods.length; i < wanted; i += 1) {
    try {
      const { metadata } = await client.create(resources.pods, newPod(set));
      const message = `Created pod: ${metadata.name}`;
      await record('Normal', 'SuccessfulCreate', message);
    } catch (error) {
      const message = `Error creating: ${(error as Error).message}`;
      await record('Warning', 'FailedCreate', message);
      throw error;
    }
  }
  const surplus = [...pods].sort(
    // Pods that aren't ready go first, then the youngest.
    (a, b) =>
      Number(isPodReady(a)) - Number(isPodReady(b)) ||
      (b.metadata.creationTimestamp ?? '').localeCompare(
        a.metadata.creationTimestamp ?? '',
      ),
  );
  for (const { metadata } of surplus.slice(
    0,
    Math.max(0, pods.length - wanted),
  )) {
    const { namespace, name, uid } = metadata;
    await client.delete(resources.pods, namespace, name, { uid });
    await record('Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  }
}

function newPod(set: KubeObject): KubeObject {
  const { template } = set.spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${set.metadata.name}-${randomSuffix()}`,
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels: template.metadata?.labels,
      annotations: template.metadata?.annotations,
      ownerReferences: [
        ownerReference(
          { ...set, apiVersion: 'apps/v1', kind: 'ReplicaSet' },
          { controller: true },
        ),
      ],
    },
    spec: template.spec,
    status: { phase: 'Pending' },
  };
}

/** The status of a ReplicaSet; pure. */
export function replicaSetStatus(
  set: KubeObject,
  pods: KubeObject[],
  failure?: KubeStatusError,
): any {
  const ready = pods.filter(isPodReady);
  const minReady = (set.spec.minReadySeconds ?? 0) * 1000;
  const available = ready.filter(pod => {
    const since = pod.status.conditions.find((c: any) => c.type === 'Ready');
    return (
      minReady === 0 ||
      Date.now() - Date.parse(since.lastTransitionTime) >= minReady
    );
  });
  const before = set.status?.conditions?.find(
    (c: any) => c.type === 'ReplicaFailure',
  );
  return {
    replicas: pods.length,
    ...(pods.length > 0 && { fullyLabeledReplicas: pods.length }),
    ...(ready.length > 0 && { readyReplicas: ready.length }),
    ...(available.length > 0 && { availableReplicas: available.length }),
    observedGeneration: set.metadata.generation,
    ...(failure && {
      conditions: [
        {
          type: 'ReplicaFailure',
          status: 'True',
          reason: 'FailedCreate',
          message: failure.message,
          lastTransitionTime: before?.lastTransitionTime ?? timestamp(),
        },
      ],
    }),
  };
}
