import { Finding } from '@backstage-federation/plugin-federation-common';
import {
  ClusterClient,
  KubeObject,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';

/** An object of a cluster that a step reads when it starts. @public */
export interface StepInput {
  cluster: string;
  key: ObjectKey;
}

/** @public */
export type StepInputs = Record<string, KubeObject>;

/** What every step has. @public */
export interface StepBase {
  /** Unique in the plan, stable between runs: `west/link/token`. */
  id: string;
  /** What a person reads: `west: create access token`. */
  title: string;
  /** The cluster that the step acts on; counts against that cluster's cap. */
  cluster: string;
  /** Ids of the steps that must be done before. */
  dependsOn: string[];
}

/**
 * Objects by server-side apply, known when planning.
 *
 * @public
 */
export interface EnsureStep extends StepBase {
  kind: 'ensure';
  objects: KubeObject[];
}

/**
 * Objects that need a value that exists only at run time: a UID, a grant's code, a Secret. The inputs are read when the
 * step starts; all must exist. Nothing of an input or result is ever logged.
 *
 * @public
 */
export interface TransferStep extends StepBase {
  kind: 'transfer';
  inputs: Record<string, StepInput>;
  objects(inputs: StepInputs): KubeObject[];
  /**
   * When true for what is already there, the step does nothing (a redeemed token must not be made again).
   * Read before the inputs.
   */
  skipIf?: { input: StepInput; done(object: KubeObject | undefined): boolean };
  /** What it makes, for a review, for rendering and for checking permissions beforehand. */
  produces?: ObjectKey[];
}

/** What a predicate says of what it sees. @public */
export type Progress =
  | { state: 'done'; message: string }
  | { state: 'waiting'; message: string }
  /** No use to wait longer. */
  | { state: 'failed'; message: string };

/**
 * Waits, by watch, until a predicate over objects holds.
 *
 * @public
 */
export interface UntilStep extends StepBase {
  kind: 'until';
  /** What to watch; one entry per watch. */
  watches: {
    as: string;
    cluster: string;
    type: ObjectKey['type'];
    namespace?: string;
    name?: string;
    labelSelector?: string;
  }[];
  /** Objects by the watch's `as`. Pure. */
  predicate(objects: Record<string, KubeObject[]>): Progress;
  timeoutMs: number;
  /** Findings that explain a time-out or failure, in place of "timed out". Pure. */
  explain?(objects: Record<string, KubeObject[]>): Finding[];
}

/**
 * Waits for something that has no watch, such as the API of a service inside a pod. Asks again after `intervalMs`, and at once
 * when one of the watched objects changes.
 *
 * @public
 */
export interface ProbeStep extends StepBase {
  kind: 'probe';
  probe(context: {
    clusters(name: string): ClusterClient;
    signal: AbortSignal;
  }): Promise<Progress>;
  intervalMs: number;
  timeoutMs: number;
  /** Findings that explain a time-out, in place of "timed out". May read the clusters. */
  explain?(context: {
    clusters(name: string): ClusterClient;
    signal: AbortSignal;
  }): Promise<Finding[]>;
}

/** What a call works with. @public */
export interface CallContext {
  clusters(name: string): ClusterClient;
  signal: AbortSignal;
  /** Nothing may be changed anywhere. */
  dryRun: boolean;
  /** Says what it waits for. */
  report(message: string): void;
}

/** What became of something that is no Kubernetes object, such as a registration. @public */
export interface CallEffect {
  kind: string;
  name: string;
  outcome: 'created' | 'changed' | 'unchanged' | 'removed' | 'absent';
}

/** What a call came to. @public */
export type CallResult =
  /** `objects` are applied in the step's cluster; `effects` were done (in a dry-run: would be). */
  | { objects?: KubeObject[]; effects?: CallEffect[]; message?: string }
  /** Something is not there yet: a dry-run says so, a run fails. */
  | { missing: string };

/**
 * Something that is more than objects known when planning or made of others: asks or tells a service inside a pod, or
 * makes values, such as keys, that must be made only once. The inputs are read when the step starts; those that do not
 * exist are left out. Nothing of an input is ever logged.
 *
 * @public
 */
export interface CallStep extends StepBase {
  kind: 'call';
  inputs: Record<string, StepInput>;
  call(inputs: Partial<StepInputs>, context: CallContext): Promise<CallResult>;
  /** The objects that it makes, for a review, for rendering and for checking permissions beforehand. */
  produces?: ObjectKey[];
  /** What else it does, for a review: `register the key of worker-1`. */
  does?: string;
  /** Whether a dry-run may show the values of what it makes; default not. */
  showsValues?: boolean;
}

/** Deletes objects and waits until they are gone. @public */
export interface RemoveStep extends StepBase {
  kind: 'remove';
  keys: ObjectKey[];
}

/** @public */
export type PlanStep =
  | EnsureStep
  | TransferStep
  | UntilStep
  | ProbeStep
  | CallStep
  | RemoveStep;

/** The steps from what is to what shall be: a DAG. @public */
export interface Plan {
  federation: string;
  steps: PlanStep[];
}

/** What the planner must know of the clusters: objects by cluster, as `observe` read them. @public */
export interface Observed {
  /** By cluster name. A cluster that could not be read has `error` and no objects. */
  clusters: Record<string, ObservedCluster>;
}

/** What `observe` read of one cluster. @public */
export interface ObservedCluster {
  objects: KubeObject[];
  /** Why nothing could be read. */
  error?: string;
  openshift?: boolean;
  /** Resource types that were asked for and are served, as `plural.group` (`deployments.apps`); absent: not asked. */
  served?: string[];
  /** What could not be read, e.g. for want of permission; the rest was. */
  unread?: { resource: string; namespace?: string; message: string }[];
}

/** Something that an adapter must see before it can plan. @public */
export interface ReadRequest {
  cluster: string;
  type: ObjectKey['type'];
  namespace?: string;
  /** One object; without it every object that the selector matches. */
  name?: string;
  labelSelector?: string;
}
