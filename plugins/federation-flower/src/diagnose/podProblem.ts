import { Pod } from '../kube';
import { mainContainer } from '../facts/pods';

/** Why a pod does not run. @internal */
export interface PodProblem {
  cause:
    | 'image-pull'
    | 'container-config'
    | 'crash-loop'
    | 'evicted'
    | 'unschedulable'
    | 'ended';
  /** Nothing will change unless somebody acts. */
  final: boolean;
  /** One line for a newcomer. */
  title: string;
  explanation: string;
  remedy: string;
  /** What the cluster says, for evidence. */
  reason: string;
  message: string;
}

const IMAGE_REASONS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
]);
const CONFIG_REASONS = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

function configProblem(reason: string, message: string): PodProblem {
  const numeric = /non-numeric user/.test(message);
  return {
    cause: 'container-config',
    final: true,
    title: numeric
      ? 'Kubernetes refuses the image, because it names its user instead of giving a number.'
      : `The container cannot be made: ${message || reason}`,
    explanation: numeric
      ? 'The pod must not run as root, and Kubernetes can check that only for a numeric user id. Flower images use the user "app" (49999).'
      : 'Kubernetes could not set the container up from the Deployment, so Flower never started.',
    remedy: numeric
      ? 'Apply the federation again: its Deployments set runAsUser 49999, except on OpenShift, which sets a number itself.'
      : 'Correct what the message names, then apply the federation again.',
    reason,
    message,
  };
}

/**
 * Finds why a pod does not run.
 *
 * @param pod - a pod that may be healthy
 * @param container - name of the Flower container
 * @returns undefined when it runs or is on its way
 * @internal
 */
export function podProblem(
  pod: Pod,
  container: string,
): PodProblem | undefined {
  const status = mainContainer(pod, container);
  const image =
    status?.image ??
    pod.spec?.containers?.find(c => c.name === container)?.image ??
    'the image';
  const waiting = status?.state?.waiting;
  const reason = waiting?.reason ?? '';
  const message = waiting?.message ?? '';

  if (pod.status?.phase === 'Failed') {
    const evicted = pod.status.reason === 'Evicted';
    return {
      cause: evicted ? 'evicted' : 'ended',
      final: false,
      title: evicted
        ? 'Kubernetes evicted the pod.'
        : `The pod ended: ${pod.status.reason ?? 'Failed'}.`,
      explanation: evicted
        ? 'The pod used more disk or memory than it may. Each of its volumes has a size limit; installed apps, package caches and logs fill them.'
        : 'The pod will not start again; its Deployment makes another.',
      remedy: evicted
        ? 'See in the message which volume or resource ran out, and give it more room.'
        : 'Look at the pod’s message; the Deployment starts a new pod by itself.',
      reason: pod.status.reason ?? 'Failed',
      message: pod.status.message ?? '',
    };
  }
  if (IMAGE_REASONS.has(reason)) {
    return {
      cause: 'image-pull',
      // A first failed pull is often followed by a good one.
      final: reason !== 'ErrImagePull',
      title: `The image ${image} cannot be pulled.`,
      explanation:
        'The cluster did not get the image: the release does not exist, the registry cannot be reached or refuses, or there is no image for the node’s processor.',
      remedy:
        'Check the Flower version, and that the cluster’s nodes reach the registry.',
      reason,
      message,
    };
  }
  if (CONFIG_REASONS.has(reason)) return configProblem(reason, message);
  const last = status?.state?.terminated ?? status?.lastState?.terminated;
  if (reason === 'CrashLoopBackOff' || status?.state?.terminated) {
    const code = last?.exitCode;
    // A SuperNode ends with 0 when its SuperLink has restarted and forgot it; its next start registers anew.
    if (code === 0) return undefined;
    return {
      cause: 'crash-loop',
      final: reason === 'CrashLoopBackOff',
      title:
        last?.reason === 'OOMKilled'
          ? 'Flower was ended because it used too much memory.'
          : `Flower ends right after its start${
              code === undefined ? '' : ` (status ${code})`
            }.`,
      explanation:
        'The container starts and ends with an error again and again; Kubernetes waits longer before each new try.',
      remedy: 'The last lines of the pod’s log say why.',
      reason: reason || last?.reason || 'Error',
      message: message || last?.message || '',
    };
  }
  const unscheduled = pod.status?.conditions?.find(
    c => c.type === 'PodScheduled' && c.status === 'False',
  );
  if (unscheduled) {
    return {
      cause: 'unschedulable',
      final: false,
      title: 'No node of the cluster takes the pod.',
      explanation:
        'The scheduler found no node with enough free memory and processor, or none that the pod may run on.',
      remedy: 'Free resources in the cluster or add a node.',
      reason: unscheduled.reason ?? 'Unschedulable',
      message: unscheduled.message ?? '',
    };
  }
  return undefined;
}
