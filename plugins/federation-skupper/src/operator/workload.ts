import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { OlmCondition, holding } from './objects';

interface DeploymentStatus {
  availableReplicas?: number;
  conditions?: OlmCondition[];
}

interface PodStatus {
  containerStatuses?: {
    state?: { waiting?: { reason?: string; message?: string } };
  }[];
}

/** What a container waits for that is no mere beginning. */
const USUAL = ['ContainerCreating', 'PodInitializing', undefined];

/** What is known of a Deployment and its pods. @internal */
export interface WorkloadState {
  available: boolean;
  /** For a person: `skupper-controller: 0 of 1 available`. */
  message: string;
  /** Why it will hardly become available by itself. */
  reason?: string;
}

function replicasOf({ spec }: KubeObject): number {
  return (spec as { replicas?: number } | undefined)?.replicas ?? 1;
}

/** The pods that a Deployment's selector means. @internal */
export function podsOf(
  { metadata, spec }: KubeObject,
  pods: KubeObject[],
): KubeObject[] {
  const { selector } = (spec ?? {}) as {
    selector?: { matchLabels?: Record<string, string> };
  };
  const wanted = Object.entries(selector?.matchLabels ?? {});
  return pods.filter(
    pod =>
      wanted.length > 0 &&
      pod.metadata.namespace === metadata.namespace &&
      wanted.every(([key, value]) => pod.metadata.labels?.[key] === value),
  );
}

/** Whether all that a Deployment asks for is there, and if not, why. @internal */
export function workloadState(
  deployment: KubeObject,
  pods: KubeObject[] = [],
): WorkloadState {
  const status = (deployment.status ?? {}) as DeploymentStatus;
  const wanted = replicasOf(deployment);
  const { availableReplicas = 0 } = status;
  const message = `${deployment.metadata.name}: ${availableReplicas} of ${wanted} available`;
  if (availableReplicas > 0 || holding(status.conditions, 'Available'))
    return { available: true, message };
  if (wanted === 0) {
    return { available: false, message, reason: 'it is scaled to 0' };
  }
  const refused = holding(status.conditions, 'ReplicaFailure')?.message;
  const late = status.conditions?.find(
    ({ type, status: holds }) => type === 'Progressing' && holds === 'False',
  )?.message;
  const waiting = podsOf(deployment, pods)
    .flatMap(
      pod => (pod.status as PodStatus | undefined)?.containerStatuses ?? [],
    )
    .map(({ state }) => state?.waiting)
    .find(state => state && !USUAL.includes(state.reason));
  const waits =
    waiting &&
    `${waiting.reason}${waiting.message ? `: ${waiting.message}` : ''}`;
  const reason = refused ?? waits ?? late;
  return { available: false, message, ...(reason && { reason }) };
}
