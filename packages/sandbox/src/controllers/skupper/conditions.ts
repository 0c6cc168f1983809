import { timestamp } from '../../shared/objects';

/** A condition in a Skupper status. */
export interface Condition {
  type: string;
  status: 'True' | 'False';
  reason: 'Ready' | 'Pending' | 'Error';
  message: string;
  observedGeneration: number;
  lastTransitionTime: string;
}

/** What a condition shall say: fine, an error, or waiting for something. */
export type Outcome = { ok: true } | { error: string } | { pending: string };

export const OK: Outcome = { ok: true };

/** The part that all Skupper statuses share. */
export interface SkupperStatus {
  conditions?: Condition[];
  status?: 'Pending' | 'Ready' | 'Error';
  message?: string;
  [field: string]: any;
}

/** How a kind's conditions make up its status. */
export interface Aggregation {
  /** The conditions that must be True, in the order in which the first failing one is named. */
  required: string[];
  /** Whether the aggregate is also written as condition `Ready`. */
  ready: boolean;
}

function parts(
  outcome: Outcome,
): Pick<Condition, 'status' | 'reason' | 'message'> {
  if ('ok' in outcome) {
    return { status: 'True', reason: 'Ready', message: 'OK' };
  }
  return 'error' in outcome
    ? { status: 'False', reason: 'Error', message: outcome.error }
    : { status: 'False', reason: 'Pending', message: outcome.pending };
}

/**
 * Sets a condition and recomputes the aggregate, as Skupper does it: the aggregate follows only when a condition
 * really changed, and each condition keeps the generation of its own last write.
 */
export function withCondition(
  status: SkupperStatus | undefined,
  type: string,
  outcome: Outcome,
  generation: number,
  aggregation: Aggregation,
  now: Date = new Date(),
): SkupperStatus {
  const conditions = [...(status?.conditions ?? [])];
  if (!setCondition(conditions, type, parts(outcome), generation, now)) {
    return status ?? {};
  }
  const total = aggregate(conditions, aggregation.required);
  if (aggregation.ready) {
    setCondition(conditions, 'Ready', total, generation, now);
  }
  const { reason, message } = total;
  return { ...status, conditions, status: reason, message };
}

function aggregate(conditions: Condition[], required: string[]) {
  for (const type of required) {
    const condition = conditions.find(c => c.type === type);
    if (!condition) {
      return parts({ pending: `Not ${type}` });
    }
    if (condition.status === 'False') {
      const { status, reason, message } = condition;
      return { status, reason, message };
    }
  }
  return parts(OK);
}

function setCondition(
  conditions: Condition[],
  type: string,
  next: Pick<Condition, 'status' | 'reason' | 'message'>,
  observedGeneration: number,
  now: Date,
): boolean {
  const index = conditions.findIndex(c => c.type === type);
  const before = conditions[index];
  if (
    before &&
    before.status === next.status &&
    before.reason === next.reason &&
    before.message === next.message &&
    before.observedGeneration === observedGeneration
  ) {
    return false;
  }
  const condition: Condition = {
    type,
    ...next,
    observedGeneration,
    lastTransitionTime:
      before?.status === next.status
        ? before.lastTransitionTime
        : timestamp(now),
  };
  if (before) {
    conditions[index] = condition;
  } else {
    conditions.push(condition);
  }
  return true;
}

/** How each kind's status is made up. */
export const aggregations = {
  site: (linkAccess: string | undefined): Aggregation => ({
    required:
      linkAccess && linkAccess !== 'none'
        ? ['Configured', 'Running', 'Resolved']
        : ['Configured', 'Running'],
    ready: true,
  }),
  link: { required: ['Configured', 'Operational'], ready: true },
  service: { required: ['Configured', 'Matched'], ready: true },
  multiKeyListener: { required: ['Configured', 'Operational'], ready: false },
  access: { required: ['Configured', 'Resolved'], ready: true },
  grant: { required: ['Processed', 'Resolved'], ready: true },
  token: { required: ['Redeemed'], ready: false },
  attachedConnector: { required: ['Configured'], ready: true },
};
