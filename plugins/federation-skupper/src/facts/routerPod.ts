import { KubePod } from '@backstage-federation/kubernetes-clusters';

/** @internal */
export function podCondition(pod: KubePod, type: string) {
  return pod.status?.conditions?.find(c => c.type === type);
}

/** Running and Ready. @internal */
export function isPodReady(pod: KubePod): boolean {
  return (
    pod.status?.phase === 'Running' &&
    podCondition(pod, 'Ready')?.status === 'True'
  );
}

/** Whether a container of the pod is ready. @internal */
export function isContainerReady(pod: KubePod, name: string): boolean {
  return Boolean(
    pod.status?.containerStatuses?.some(c => c.name === name && c.ready),
  );
}

/** The first reason why a container waits: `ImagePullBackOff`, `CrashLoopBackOff` … @internal */
export function waitingReason(
  pod: KubePod,
): { container: string; reason: string; message?: string } | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } =
    pod.status ?? {};
  for (const { name, state } of [
    ...initContainerStatuses,
    ...containerStatuses,
  ]) {
    const { reason, message } = state?.waiting ?? {};
    if (reason && !['PodInitializing', 'ContainerCreating'].includes(reason)) {
      return { container: name, reason, ...(message ? { message } : {}) };
    }
  }
  return undefined;
}

const FATAL = /Router start-up failed: (.*)$/gm;

/** The last start-up failure in a router's log. @internal */
export function startUpFailure(log: string | undefined): string | undefined {
  return [...(log ?? '').matchAll(FATAL)].pop()?.[1];
}
