import type { KubeObject } from '../../client';
import { timestamp } from '../../shared/objects';

interface Condition {
  type: string;
  status: 'True' | 'False';
  reason: string;
  message: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

/** What a Deployment's status is made of. */
export interface DeploymentFacts {
  deployment: KubeObject;
  /** The ReplicaSet of the current template. */
  current: KubeObject | undefined;
  old: KubeObject[];
  now?: Date;
}

const sum = (sets: (KubeObject | undefined)[], field: string): number =>
  sets.reduce((total, set) => total + (set?.status?.[field] ?? 0), 0);

/** The number of pods that may be missing during a roll-out. */
export function maxUnavailable(deployment: KubeObject): number {
  const { replicas = 1, strategy } = deployment.spec;
  if (strategy?.type === 'Recreate') {
    return 0;
  }
  const surge = maxSurge(deployment);
  const value = strategy?.rollingUpdate?.maxUnavailable ?? '25%';
  const count = Math.min(replicas, scaled(value, replicas, Math.floor));
  // Both zero would never make progress.
  return count === 0 && surge === 0 ? 1 : count;
}

/** The number of extra pods that may exist during a roll-out. */
export function maxSurge(deployment: KubeObject): number {
  const { replicas = 1, strategy } = deployment.spec;
  if (strategy?.type === 'Recreate') {
    return 0;
  }
  return scaled(
    strategy?.rollingUpdate?.maxSurge ?? '25%',
    replicas,
    Math.ceil,
  );
}

function scaled(
  value: string | number,
  total: number,
  round: (x: number) => number,
): number {
  return typeof value === 'number' || !value.endsWith('%')
    ? Number(value)
    : round((Number(value.slice(0, -1)) * total) / 100);
}

/** The status of a Deployment; pure. Texts are those of Kubernetes' deployment controller. */
export function deploymentStatus(facts: DeploymentFacts): any {
  const { deployment, current, old } = facts;
  const now = timestamp(facts.now);
  const wanted = deployment.spec.replicas ?? 1;
  const all = [current, ...old];
  const replicas = sum(all, 'replicas');
  const updatedReplicas = sum([current], 'replicas');
  const availableReplicas = sum(all, 'availableReplicas');
  const conditions: Condition[] = deployment.status?.conditions ?? [];

  const available = availableReplicas >= wanted - maxUnavailable(deployment);
  const availability: Condition = {
    type: 'Available',
    status: available ? 'True' : 'False',
    reason: `MinimumReplicas${available ? 'Available' : 'Unavailable'}`,
    message: `Deployment ${
      available ? 'has' : 'does not have'
    } minimum availability.`,
  };
  let next = setCondition(conditions, availability, now);
  if (current) {
    next = setCondition(next, progressing(facts, wanted, replicas), now);
  }
  const failure = [current, ...old]
    .flatMap(set => set?.status?.conditions ?? [])
    .find((c: Condition) => c.type === 'ReplicaFailure');
  next = next.filter(c => c.type !== 'ReplicaFailure');
  if (failure) {
    next = setCondition(next, { ...failure }, now);
  }

  const positive = (field: string, value: number) =>
    value > 0 ? { [field]: value } : {};
  return {
    observedGeneration: deployment.metadata.generation,
    ...positive('replicas', replicas),
    ...positive('updatedReplicas', updatedReplicas),
    ...positive('readyReplicas', sum(all, 'readyReplicas')),
    ...positive('availableReplicas', availableReplicas),
    ...positive('unavailableReplicas', Math.max(0, wanted - availableReplicas)),
    conditions: next,
  };
}

function progressing(
  { deployment, current, old }: DeploymentFacts,
  wanted: number,
  replicas: number,
): Condition {
  const name = current!.metadata.name;
  const before: Condition | undefined = deployment.status?.conditions?.find(
    (c: Condition) => c.type === 'Progressing',
  );
  const complete =
    (current!.status?.replicas ?? 0) === wanted &&
    replicas === wanted &&
    (current!.status?.availableReplicas ?? 0) >= wanted &&
    old.every(set => (set.status?.replicas ?? 0) === 0);
  const succeeded = `ReplicaSet "${name}" has successfully progressed.`;
  const says = (reason: string, message: string): Condition => ({
    type: 'Progressing',
    status: 'True',
    reason,
    message,
  });
  if (complete || before?.message === succeeded) {
    return says('NewReplicaSetAvailable', succeeded);
  }
  return (current!.status?.replicas ?? 0) > 0
    ? says('ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`)
    : says('NewReplicaSetCreated', `Created new replica set "${name}"`);
}

function setCondition(
  conditions: Condition[],
  { type, status, reason, message }: Condition,
  now: string,
): Condition[] {
  const before = conditions.find(c => c.type === type);
  const isSame = before?.status === status;
  if (isSame && before.reason === reason && before.message === message) {
    return conditions;
  }
  const lastTransitionTime = isSame ? before.lastTransitionTime : now;
  return [
    ...conditions.filter(c => c.type !== type),
    { type, status, lastUpdateTime: now, lastTransitionTime, reason, message },
  ];
}
