import { createHash } from 'node:crypto';
import type { KubeObject } from '../client';
import type { ContainerStatus } from './types';
import { qosClass } from '../apiserver/types/pods';

/** What a pod's status is computed from. */
export interface PodFacts {
  pod: KubeObject;
  scheduled: boolean;
  /** Why there is no node for it. */
  unschedulable?: string;
  podIP?: string;
  hostIP?: string;
  startTime?: string;
  initDone: boolean;
  initContainers: ContainerStatus[];
  containers: ContainerStatus[];
  /** Set once by the worker when nothing will run any more. */
  finished?: boolean;
}

/** The pod's status as a kubelet writes it; transition times are kept from the status before where nothing changed. */
export function podStatus(facts: PodFacts, now: string): Record<string, any> {
  if (!facts.scheduled) {
    const unbound = [
      condition('PodScheduled', false, {
        reason: 'Unschedulable',
        message: facts.unschedulable,
      }),
    ];
    const conditions = keepTimes(facts.pod, unbound, now);
    return { phase: 'Pending', conditions };
  }
  const phase = podPhase(facts);
  const unready = facts.containers.filter(c => !c.ready).map(c => c.name);
  const notReady =
    phase === 'Succeeded'
      ? { reason: 'PodCompleted' }
      : {
          reason: 'ContainersNotReady',
          message: `containers with unready status: [${unready.join(' ')}]`,
        };
  const conditions = [
    condition('PodReadyToStartContainers', facts.podIP !== undefined),
    condition('Initialized', facts.initDone, {
      reason: 'ContainersNotInitialized',
    }),
    condition('Ready', unready.length === 0, notReady),
    condition('ContainersReady', unready.length === 0, notReady),
    condition('PodScheduled', true),
  ];
  return {
    phase,
    conditions: keepTimes(facts.pod, conditions, now),
    hostIP: facts.hostIP,
    hostIPs: facts.hostIP ? [{ ip: facts.hostIP }] : undefined,
    podIP: facts.podIP,
    podIPs: facts.podIP ? [{ ip: facts.podIP }] : undefined,
    startTime: facts.startTime,
    qosClass: qosClass(facts.pod.spec ?? {}),
    ...initStatuses(facts),
    containerStatuses: facts.containers.map(status => ({ ...status })),
  };
}

function podPhase(facts: PodFacts): string {
  const { containers } = facts;
  if (facts.finished) {
    return containers.some(c => c.state.terminated?.exitCode)
      ? 'Failed'
      : 'Succeeded';
  }
  const started = containers.some(
    c => !c.state.waiting || c.lastState.terminated,
  );
  return started ? 'Running' : 'Pending';
}

function condition(
  type: string,
  status: boolean,
  otherwise: { reason?: string; message?: string } = {},
): Record<string, any> {
  return { type, status: status ? 'True' : 'False', ...(!status && otherwise) };
}

function keepTimes(
  pod: KubeObject,
  conditions: Record<string, any>[],
  now: string,
): Record<string, any>[] {
  const before: Record<string, any>[] = pod.status?.conditions ?? [];
  const kubeletTypes = new Set(conditions.map(c => c.type));
  return [
    ...before.filter(c => !kubeletTypes.has(c.type)),
    ...conditions.map(next => {
      const old = before.find(c => c.type === next.type);
      return {
        ...next,
        lastProbeTime: null,
        lastTransitionTime:
          old?.status === next.status && old?.lastTransitionTime
            ? old.lastTransitionTime
            : now,
      };
    }),
  ];
}

function initStatuses({ initContainers }: PodFacts): Record<string, any> {
  const statuses = initContainers.map(status => ({
    ...status,
    ready: status.state.terminated?.exitCode === 0,
  }));
  return statuses.length === 0 ? {} : { initContainerStatuses: statuses };
}

/** With the registry that a container runtime assumes: `flwr/superlink:1` is `docker.io/flwr/superlink:1`. */
export function fullImage(image: string): string {
  const [first, ...rest] = image.split('/');
  if (rest.length === 0) {
    return `docker.io/library/${image}`;
  }
  return /[.:]|^localhost$/.test(first) ? image : `docker.io/${image}`;
}

/** The digest of an image that is on the node. */
export function imageId(image: string): string {
  const digest = createHash('sha256').update(fullImage(image)).digest('hex');
  const repository = fullImage(image).replace(/(@.*|:[^/:]*)$/, '');
  return `${repository}@sha256:${digest}`;
}
