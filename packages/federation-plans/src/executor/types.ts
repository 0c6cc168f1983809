import { Finding } from '@backstage-federation/plugin-federation-common';
import {
  FieldConflict,
  isMarked,
  KubernetesClusters,
  KubeObject,
  mark,
} from '@backstage-federation/kubernetes-clusters';
import { PlanStep, StepInput } from '../plan/plan';

/** What became of one object. @public */
export interface ObjectResult {
  cluster: string;
  kind: string;
  namespace?: string;
  name: string;
  outcome:
    | 'created'
    | 'changed'
    | 'unchanged'
    | 'removed'
    /** Was there before the federation: stays, without what marks it as the federation's. */
    | 'released'
    | 'absent';
  /** Fields that change, in a dry-run. Values of Secrets and transfers are never given. */
  changes?: FieldChange[];
  /** What a reader must know: whose fields were taken over, why a dry-run could not check it. */
  note?: string;
}

/** @public */
export interface FieldChange {
  /** `spec.replicas`, `metadata.labels.app`, `spec.ports[0].port`. */
  path: string;
  /** JSON, shortened; absent when the field was not there, or must not be shown. */
  from?: string;
  to?: string;
}

/** @public */
export type StepOutcome =
  | 'created'
  | 'changed'
  | 'unchanged'
  | 'waited'
  /** Not started, because a step it depends on failed or the run was cancelled; in a dry-run: would be done then. */
  | 'skipped'
  | 'removed'
  | 'released'
  | 'failed';

/** @public */
export interface StepResult {
  id: string;
  title: string;
  cluster: string;
  outcome: StepOutcome;
  objects: ObjectResult[];
  durationMs: number;
  /** The last message of a wait, or why it was skipped or failed. */
  message?: string;
  /** True when the run was cancelled before the step could start or end. */
  cancelled?: boolean;
}

/** @public */
export interface ExecutionResult {
  /** In the order of the plan. */
  steps: StepResult[];
  /** How many objects were (in a dry-run: would be) created, changed or removed. */
  changed: number;
  durationMs: number;
}

/** @public */
export interface ExecutionEvent {
  type: 'waiting' | 'retrying' | 'done' | 'failed' | 'skipped';
  stepId: string;
  cluster: string;
  /** One line that a person can follow: `west: link ready after 7 s`. */
  line: string;
}

/** @public */
export interface ExecuteOptions {
  clusters: KubernetesClusters;
  /** Stops waits at once. */
  signal: AbortSignal;
  onProgress?(event: ExecutionEvent): void;
  /** Called before each step that is to be started, which fails when it throws. */
  before?(step: PlanStep): Promise<void> | undefined;
  /** Asks the API servers what would happen; stores nothing. */
  dryRun?: boolean;
  /** Take over fields that another manager holds, of objects that are the federation's or adopted, and say so. */
  takeOver?: boolean;
  /** The same, of adopted objects only. */
  adopt?: boolean;
  /** How many steps may write to one cluster at a time; default 4. Waits do not count. */
  maxPerCluster?: number;
  /** How long a write is tried again while its cluster cannot be reached, milliseconds; default 30 000. */
  retryMs?: number;
}

/** Why an object cannot be applied. @internal */
export interface Refusal {
  cluster: string;
  object: KubeObject;
  /** Fields that others hold, and may be taken over. */
  conflicts?: FieldConflict[];
  /** Fields that cannot be changed as long as the object is there. */
  immutable?: string[];
}

/** What a step needs to run. @internal */
export interface StepContext {
  clusters: KubernetesClusters;
  signal: AbortSignal;
  dryRun: boolean;
  federation: string;
  /** What was there before the federation. */
  adopted: StepInput[];
  takeOver: boolean;
  /** Take over fields whatever was asked for: what a step does is to change them. */
  force?: boolean;
  adopt: boolean;
  retryMs: number;
  /** Only an object that still has this one is changed. */
  resourceVersion?: string;
  /** Noted on what belongs to the federation. */
  hub?: string;
  /** Collects, in a dry-run, what cannot be applied, in place of failing at the first of it. */
  refusals?: Refusal[];
  /** What types come with that a cluster serves only later in this plan: `the operator`. */
  comesWith?(cluster: string, apiVersion: string): string | undefined;
  /** Runs when the cluster's cap has room. */
  slot<T>(cluster: string, run: () => Promise<T>): Promise<T>;
  report(type: 'waiting' | 'retrying', message: string): void;
}

/** What a step did. @internal */
export interface StepRun {
  outcome: StepOutcome;
  objects: ObjectResult[];
  message?: string;
}

/** Why a step failed, with the findings that explain it. @internal */
export class StepFailure extends Error {
  readonly findings: Finding[];
  /** What the step did before it failed. */
  readonly objects: ObjectResult[];

  constructor(
    message: string,
    options: {
      findings?: Finding[];
      objects?: ObjectResult[];
      cause?: unknown;
    } = {},
  ) {
    super(message);
    this.name = 'StepFailure';
    mark(this, 'StepFailure');
    this.findings = options.findings ?? [];
    this.objects = options.objects ?? [];
  }

  /** Also of another copy of this package: an adapter's step throws it, and whoever runs the plan asks. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return isMarked(value, 'StepFailure');
  }
}
