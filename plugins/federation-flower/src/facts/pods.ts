import { PodView } from '@backstage-federation/plugin-federation-common';
import { ContainerStatus, Pod } from '../kube';

/** @internal */
export function mainContainer(
  pod: Pod,
  container: string,
): ContainerStatus | undefined {
  const statuses = pod.status?.containerStatuses ?? [];
  return statuses.find(status => status.name === container) ?? statuses[0];
}

/** @internal */
export function isPodReady(pod: Pod): boolean {
  return (
    pod.status?.phase === 'Running' &&
    !pod.metadata.deletionTimestamp &&
    (pod.status.conditions ?? []).some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    )
  );
}

/** Newest pod first; those that are going last. @internal */
export function sortPods(pods: Pod[]): Pod[] {
  const rank = (pod: Pod) =>
    pod.metadata.deletionTimestamp || pod.status?.phase === 'Failed' ? 1 : 0;
  return [...pods].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (b.metadata.creationTimestamp ?? '').localeCompare(
        a.metadata.creationTimestamp ?? '',
      ) ||
      a.metadata.name.localeCompare(b.metadata.name),
  );
}

/** @internal */
export function podView(pod: Pod, container: string): PodView {
  const status = mainContainer(pod, container);
  const waiting = status?.state?.waiting;
  const terminated = status?.state?.terminated;
  const unscheduled = pod.status?.conditions?.find(
    c => c.type === 'PodScheduled' && c.status === 'False',
  );
  const reason =
    pod.status?.reason ??
    waiting?.reason ??
    terminated?.reason ??
    unscheduled?.reason;
  const message =
    pod.status?.message ??
    waiting?.message ??
    terminated?.message ??
    unscheduled?.message;
  return {
    name: pod.metadata.name,
    phase: pod.status?.phase ?? 'Pending',
    ready: isPodReady(pod),
    restarts: status?.restartCount ?? 0,
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
  };
}

/** The release in an image's tag: `flwr/supernode:1.39.0-py3.13-ubuntu24.04` → `1.39.0`. @internal */
export function imageVersion(image: string | undefined): string | undefined {
  return /:(\d+\.\d+\.\d+)(?:[.-][\w.-]+)?(?:@.*)?$/.exec(image ?? '')?.[1];
}
