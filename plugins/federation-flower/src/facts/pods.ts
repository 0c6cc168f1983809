import {
  KubeDeployment,
  KubePod,
} from '@backstage-federation/kubernetes-clusters';
import { PodView } from '@backstage-federation/plugin-federation-common';

/** A condition of a Pod or Deployment. @internal */
export type Condition = NonNullable<
  NonNullable<(KubePod | KubeDeployment)['status']>['conditions']
>[number];

type PodStatus = NonNullable<KubePod['status']>;
type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];

/** What a pod of one Flower process says. @internal */
export interface PodFacts {
  name: string;
  /** For evidence. */
  source: string;
  status: PodStatus;
  /** Of the Flower container: what it shall run, and how it is. */
  image?: string;
  args: string[];
  container?: ContainerStatus;
  /** How the containers beside it are: a SuperLink's gateway, and what a cluster puts in. */
  beside: ContainerStatus[];
  /** Names of all containers that it shall have. */
  containers: string[];
  annotations: Record<string, string>;
  ready: boolean;
  /** It was told to end. */
  ending: boolean;
  unscheduled?: Condition;
  /** ISO 8601 time since when it is ready, or is not. */
  since?: string;
}

/** Normalises a time, which Flower gives with microseconds and offset. @internal */
export function isoTime(text: string | undefined): string | undefined {
  const ms = text ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** @internal */
export function condition(
  { status }: KubePod | KubeDeployment,
  type: string,
  value?: 'True' | 'False',
): Condition | undefined {
  const all: Condition[] = status?.conditions ?? [];
  return all.find(c => c.type === type && (!value || c.status === value));
}

/** @internal */
export function isPodReady(pod: KubePod): boolean {
  return (
    pod.status?.phase === 'Running' &&
    !pod.metadata.deletionTimestamp &&
    Boolean(condition(pod, 'Ready', 'True'))
  );
}

/** Newest pod first; those that are going last. @internal */
export function sortPods(pods: KubePod[]): KubePod[] {
  const rank = (pod: KubePod) =>
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

/** `cluster` is for evidence only. @internal */
export function podFacts(
  pod: KubePod,
  container: string,
  cluster = '',
): PodFacts {
  const { name, namespace, annotations = {} } = pod.metadata;
  const { status = {}, spec } = pod;
  const statuses = status.containerStatuses ?? [];
  const containers = spec?.containers ?? [];
  const wanted = containers.find(c => c.name === container);
  const own = statuses.find(s => s.name === container) ?? statuses[0];
  return {
    name,
    source: `${cluster}/${namespace} Pod ${name}`,
    status,
    image: wanted?.image,
    args: wanted?.args ?? [],
    container: own,
    beside: statuses.filter(s => s !== own),
    containers: containers.map(c => c.name),
    annotations,
    ready: isPodReady(pod),
    ending: Boolean(pod.metadata.deletionTimestamp),
    unscheduled: condition(pod, 'PodScheduled', 'False'),
    since: isoTime(
      condition(pod, 'Ready')?.lastTransitionTime ??
        pod.metadata.creationTimestamp,
    ),
  };
}

/** @internal */
export function podView(pod: PodFacts): PodView {
  const { status, container } = pod;
  const { waiting, terminated } = container?.state ?? {};
  const said = [status, waiting, terminated, pod.unscheduled];
  const reason = said.find(part => part?.reason)?.reason;
  const message = said.find(part => part?.message)?.message;
  return {
    name: pod.name,
    phase: status.phase ?? 'Pending',
    ready: pod.ready,
    restarts: container?.restartCount ?? 0,
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
  };
}

/** The release in an image's tag: `flwr/supernode:1.39.0-py3.13-ubuntu24.04` → `1.39.0`. @internal */
export function imageVersion(image: string | undefined): string | undefined {
  return /:(\d+\.\d+\.\d+)(?:[.-][\w.-]+)?(?:@.*)?$/.exec(image ?? '')?.[1];
}
