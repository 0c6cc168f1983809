import {
  Evidence,
  Finding,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '../../../clusters/types';
import { Place } from '../targets';
import { Overdue, USUAL, finding, objectEvidence, siteSubject } from './build';

interface ContainerStatus {
  name: string;
  ready?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string; message?: string } };
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

const FATAL =
  /ROUTER \(critical\) Router start-up failed: (.*)$|Router start-up failed: (.*)$/m;

/** The last start-up failure in a router's log. @internal */
export function startUpFailure(log: string | undefined): string | undefined {
  const all = [...(log ?? '').matchAll(new RegExp(FATAL, 'gm'))];
  const last = all[all.length - 1];
  return last && (last[1] ?? last[2]);
}

function fatalFinding(
  place: Place,
  uid: string | undefined,
  pod: KubeObject,
  text: string,
): Finding {
  const certificate = /Failed to configure TLS/.test(text);
  return finding(
    'router-start-failed',
    'error',
    siteSubject(place, uid),
    certificate
      ? `The router of ${place.label} cannot start: a certificate is missing or does not fit its key.`
      : `The router of ${place.label} cannot start: its configuration is refused.`,
    certificate
      ? 'The router ends at once when a certificate of one of its links or listeners is missing, empty, or does not belong to its private key.'
      : 'The router ends at once when a part of its configuration is invalid, and is started again and again.',
    [
      {
        kind: 'log',
        source: `${place.cluster}/${place.namespace} pod ${pod.metadata.name}`,
        text: `Router start-up failed: ${text}`,
      },
    ],
    certificate
      ? 'Issue the site’s link again, so that its credentials are made anew.'
      : 'Take back the last change of the site, its links, listeners or connectors.',
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
      findings.push(fatalFinding(place, uid, pod, fatal));
    } else if (waiting && /Image|ErrImage/.test(waiting.reason)) {
      findings.push(
        finding(
          'router-image',
          'error',
          subject,
          `The router image of ${place.label} cannot be pulled.`,
          'The cluster cannot fetch the image of skupper-router or kube-adaptor.',
          evidence(
            `${waiting.reason}: ${waiting.message ?? waiting.container}`,
          ),
          'Check that the cluster’s nodes reach the image registry and may pull from it.',
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
          `The router of ${place.label} does not stay up (${waiting.reason}).`,
          `Container "${waiting.container}" of the router pod ends or cannot be started, and Kubernetes tries again with growing pauses.`,
          evidence(
            `${waiting.container}: ${waiting.reason}${
              waiting.message ? `: ${waiting.message}` : ''
            }`,
          ),
          'Look at the log of that container, also of its previous run.',
        ),
      );
    } else if (unscheduled && overdue(pod.metadata.creationTimestamp, 30_000)) {
      findings.push(
        finding(
          'router-unschedulable',
          'error',
          subject,
          `No node can take the router of ${place.label}.`,
          'Kubernetes finds no node with enough room, or none that the pod may run on.',
          evidence(unscheduled.message ?? 'unschedulable'),
          'Free or add resources in the cluster, or look at the namespace’s quota.',
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
        `There is no router pod for ${place.label}.`,
        'The Deployment "skupper-router" could not make a pod, e.g. because of a quota or a security policy of the namespace.',
        [
          objectEvidence(
            place,
            { kind: 'Deployment', name: 'skupper-router' },
            'No pod carries the labels of a router.',
          ),
        ],
        'Look at the events of Deployment and ReplicaSet "skupper-router".',
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
