import {
  Evidence,
  Finding,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { Place } from '../targets';
import {
  Overdue,
  USUAL,
  finding,
  objectEvidence,
  siteSubject,
  nameOf,
} from './build';
import { startFinding, startUpFailure } from './routerStart';

interface ContainerStatus {
  name: string;
  ready?: boolean;
  restartCount?: number;
  state?: {
    waiting?: { reason?: string; message?: string };
    running?: { startedAt?: string };
  };
  lastState?: { terminated?: { reason?: string; exitCode?: number } };
}

/** @internal */
export interface PodStatus {
  phase?: string;
  startTime?: string;
  conditions?: {
    type: string;
    status: string;
    reason?: string;
    message?: string;
    lastTransitionTime?: string;
  }[];
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
}

/** @internal */
export function podStatus(pod: KubeObject): PodStatus {
  return (pod.status ?? {}) as PodStatus;
}

/** The first reason why a container waits: `ImagePullBackOff`, `CrashLoopBackOff` … @internal */
export function waitingReason(
  pod: KubeObject,
): { container: string; reason: string; message?: string } | undefined {
  const status = podStatus(pod);
  for (const container of [
    ...(status.initContainerStatuses ?? []),
    ...(status.containerStatuses ?? []),
  ]) {
    const waiting = container.state?.waiting;
    if (
      waiting?.reason &&
      !['PodInitializing', 'ContainerCreating'].includes(waiting.reason)
    ) {
      return {
        container: container.name,
        reason: waiting.reason,
        ...(waiting.message ? { message: waiting.message } : {}),
      };
    }
  }
  return undefined;
}

/** The init container that has run, or tried to, for longer than usual: it waits for credentials. */
function waitsForCredentials(pod: KubeObject, overdue: Overdue): boolean {
  return (podStatus(pod).initContainerStatuses ?? []).some(
    ({ state }) =>
      state?.waiting?.reason === 'CrashLoopBackOff' ||
      (state?.running && overdue(state.running.startedAt, USUAL.credentials)),
  );
}

/**
 * Why a site's router does not run.
 *
 * @param log - text of the router's log, when it was read
 * @internal
 */
export function routerPodFindings(
  place: Place,
  uid: string | undefined,
  pods: KubeObject[],
  overdue: Overdue,
  log?: string,
): Finding[] {
  const subject = siteSubject(place, uid);
  const findings: Finding[] = [];
  for (const pod of pods) {
    const evidence = (text: string): Evidence[] => [
      objectEvidence(place, { kind: 'Pod', name: pod.metadata.name }, text),
    ];
    const fatal = startUpFailure(log);
    const waiting = waitingReason(pod);
    const unscheduled = podStatus(pod).conditions?.find(
      c => c.type === 'PodScheduled' && c.status === 'False' && c.message,
    );
    if (fatal && !isPodReady(pod)) {
      findings.push(startFinding(place, uid, pod, fatal));
    } else if (waitsForCredentials(pod, overdue)) {
      findings.push(
        finding(
          'router-waits-for-credentials',
          'error',
          subject,
          `The router of ${nameOf(
            place,
          )} waits for a Secret that does not come.`,
          'Before a router starts, each of its links, listeners and connectors with TLS must have its Secret. One is missing; which one is in the log of the pod’s first container.',
          evidence(
            'The init container has not ended, or ends with an error again and again.',
          ),
          `Add the member again: that issues a link with new credentials. Delete links, listeners and connectors in namespace "${place.namespace}" of cluster "${place.cluster}" whose Secret is gone.`,
        ),
      );
    } else if (waiting && /Image|ErrImage/.test(waiting.reason)) {
      findings.push(
        finding(
          'router-image',
          'error',
          subject,
          `The router image of ${nameOf(place)} cannot be pulled.`,
          'The cluster cannot fetch the image of skupper-router or kube-adaptor.',
          evidence(
            `${waiting.reason}: ${waiting.message ?? waiting.container}`,
          ),
          `Check that the nodes of cluster "${place.cluster}" reach the image registry and may pull from it.`,
        ),
      );
    } else if (waiting) {
      findings.push(
        finding(
          waiting.reason === 'CrashLoopBackOff'
            ? 'router-crash-loop'
            : 'router-pod-waiting',
          'error',
          subject,
          `The router of ${nameOf(place)} does not stay up (${
            waiting.reason
          }).`,
          `Container "${waiting.container}" of the router pod ends or cannot be started, and Kubernetes tries again with growing pauses.`,
          evidence(
            `${waiting.container}: ${waiting.reason}${
              waiting.message ? `: ${waiting.message}` : ''
            }`,
          ),
          `Look at the log of container "${waiting.container}" of pod "${pod.metadata.name}" in namespace "${place.namespace}" of cluster "${place.cluster}", also of its previous run.`,
        ),
      );
    } else if (unscheduled && overdue(pod.metadata.creationTimestamp, 30_000)) {
      findings.push(
        finding(
          'router-unschedulable',
          'error',
          subject,
          `No node can take the router of ${nameOf(place)}.`,
          'Kubernetes finds no node with enough room, or none that the pod may run on.',
          evidence(unscheduled.message ?? 'unschedulable'),
          `Free or add resources in cluster "${place.cluster}", or look at the quota of namespace "${place.namespace}".`,
        ),
      );
    }
  }
  if (!pods.length && overdue(undefined, USUAL.router)) {
    findings.push(
      finding(
        'router-no-pod',
        'error',
        subject,
        `There is no router pod for ${nameOf(place)}.`,
        'The Deployment "skupper-router" could not make a pod, e.g. because of a quota or a security policy of the namespace.',
        [
          objectEvidence(
            place,
            { kind: 'Deployment', name: 'skupper-router' },
            'No pod carries the labels of a router.',
          ),
        ],
        `Look at the events of Deployment and ReplicaSet "skupper-router" in namespace "${place.namespace}" of cluster "${place.cluster}".`,
      ),
    );
  }
  return findings;
}

/** Running and Ready. @internal */
export function isPodReady(pod: KubeObject): boolean {
  const status = podStatus(pod);
  return (
    status.phase === 'Running' &&
    Boolean(
      status.conditions?.some(c => c.type === 'Ready' && c.status === 'True'),
    )
  );
}

/** Whether a container of the pod is ready. @internal */
export function isContainerReady(pod: KubeObject, name: string): boolean {
  return Boolean(
    podStatus(pod).containerStatuses?.some(c => c.name === name && c.ready),
  );
}
