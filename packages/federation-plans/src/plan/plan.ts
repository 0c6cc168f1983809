import { Finding } from '@backstage-federation/plugin-federation-common';
import {
  ClusterClient,
  KubeObject,
  ObjectKey,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';

/** An object of a cluster that a step reads when it starts. @public */
export interface StepInput {
  /** Name of the cluster that has it. */
  cluster: string;
  /** Its type, namespace and name. */
  key: ObjectKey;
}

/** The objects that a step reads when it starts, by the names that the step gives them. @public */
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
  /** Resource types that its cluster serves only when it is done. */
  brings?: {
    /** Of their objects: `example.org/v1`. */
    apiVersion: string;
    /** What they come with, for a person: `the operator`. */
    with: string;
  };
}

/** An object that a step makes for a later one only. @public */
export interface ShortLived {
  /** The object, in the step's cluster. */
  key: ObjectKey;
  /** Id of the step that uses it up. A run that ends before takes the object away. */
  until: string;
  /** Whether it was used all the same; then it stays. Pure. */
  used(object: KubeObject): boolean;
}

/**
 * Objects by server-side apply, known when planning.
 *
 * @public
 */
export interface EnsureStep extends StepBase {
  /** What tells it from the other steps. */
  kind: 'ensure';
  /** Each with all fields that are ours; none of the others is touched. */
  objects: KubeObject[];
  /** Types of those that are no part of a federation, for checking permissions beforehand. */
  types?: ResourceType[];
  /** Whether fields are taken over from whoever has them: only for what is nobody else's. */
  takesOver?: boolean;
  /** Of its one object: when it has another one now, the step fails, as what it holds was made from this one. */
  resourceVersion?: string;
  /**
   * What is there already under these names takes part without being asked for; it is released when the federation goes.
   * Otherwise a run that is not told to adopt it is refused.
   */
  joins?: boolean;
  /** Of its one object, when that is of no use to a run that ends early. */
  shortLived?: ShortLived;
}

/**
 * Objects that need a value that exists only at run time: a UID, a grant's code, a Secret. The inputs are read when the
 * step starts; all must exist. Nothing of an input or result is ever logged.
 *
 * @public
 */
export interface TransferStep extends StepBase {
  /** What tells it from the other steps. */
  kind: 'transfer';
  /** What it reads, by name. */
  inputs: Record<string, StepInput>;
  /** The objects to apply in the step's cluster. Pure. */
  objects(inputs: StepInputs): KubeObject[];
  /**
   * When true for what is already there, the step does nothing (a redeemed token must not be made again).
   * Read before the inputs.
   */
  skipIf?: { input: StepInput; done(object: KubeObject | undefined): boolean };
  /** What it makes, for a review, for rendering and for checking permissions beforehand. */
  produces?: ObjectKey[];
  /** Whether all of that bears the federation's label, so that what has none has taken its place. */
  labels?: boolean;
  /** The fields are ours whoever wrote them: they are taken over, and it is said from whom. */
  takesOver?: boolean;
  /** Of its one object, when that is of no use to a run that ends early. */
  shortLived?: ShortLived;
}

/** What a wait says of what it sees. @public */
export interface Progress {
  /** `failed`: no use to wait longer. */
  state: 'done' | 'waiting' | 'failed';
  /** What a person reads, without a full stop: `2 of 3 replicas ready`. */
  message: string;
  /** Of a wait by watch that may end by itself, but hardly will: it fails when it is stuck so for long. */
  stuck?: {
    /** Tells one reason from another; a new one has its own time. */
    by: string;
    /** Milliseconds. */
    forMs: number;
  };
}

/**
 * Waits, by watch, until a predicate over objects holds.
 *
 * @public
 */
export interface UntilStep extends StepBase {
  /** What tells it from the other steps. */
  kind: 'until';
  /** What to watch, by name. */
  watches: Record<string, ReadRequest>;
  /** Whether it is so, by the objects that each watch sees, once all were listed. Pure. */
  predicate(objects: Record<string, KubeObject[]>): Progress;
  /** How long to wait, milliseconds. */
  timeoutMs: number;
  /**
   * Objects that their controller may have missed: each gets a new value of an annotation, which is an event, again and
   * again while the step waits.
   */
  touch?: {
    /** Milliseconds from the start, and from one touch to the next. */
    everyMs: number;
    /** Which annotation: it holds when the object was last touched, ISO 8601. */
    annotation: string;
    /** The objects in the step's cluster that their controller has not reacted to. Pure. */
    objects(seen: Record<string, KubeObject[]>): ObjectKey[];
  };
  /** Findings that explain a time-out or failure, in place of "timed out". Pure. */
  explain?(objects: Record<string, KubeObject[]>): Finding[];
}

/** What a step works with that asks a service inside a pod. @public */
export interface ProbeContext {
  /** The connection to a cluster. @throws NotFoundError for one that is not configured */
  clusters(name: string): ClusterClient;
  /** Ends every call and wait. */
  signal: AbortSignal;
}

/**
 * Waits for something that has no watch, such as the API of a service inside a pod.
 *
 * @public
 */
export interface ProbeStep extends StepBase {
  /** What tells it from the other steps. */
  kind: 'probe';
  /** Asks once. @throws ServiceUnavailableError when nobody answers, which is asked again */
  probe(context: ProbeContext): Promise<Progress>;
  /** How long after an answer to ask again, milliseconds. */
  intervalMs: number;
  /** How long to go on, milliseconds. */
  timeoutMs: number;
  /** Findings that explain a time-out, in place of "timed out". May read the clusters. */
  explain?(context: ProbeContext): Promise<Finding[]>;
}

/** What a call works with. @public */
export interface CallContext extends ProbeContext {
  /** Nothing may be changed anywhere. */
  dryRun: boolean;
  /** Says what it waits for. */
  report(message: string): void;
}

/** What became of something that is no Kubernetes object, such as a registration. @public */
export interface CallEffect {
  /** What it is: `registered key`. */
  kind: string;
  /** Which one. */
  name: string;
  /** What became of it; in a dry-run: would become. */
  outcome: 'created' | 'changed' | 'unchanged' | 'removed' | 'absent';
}

/**
 * What a call came to: `objects` are to be applied in the step's cluster, `effects` were done (in a dry-run: would be), and
 * `message` is said. Or something is `missing` yet: a dry-run says so, a run fails.
 *
 * @public
 */
export type CallResult =
  | { objects?: KubeObject[]; effects?: CallEffect[]; message?: string }
  | { missing: string };

/**
 * Something that is more than objects known when planning or made of others: asks or tells a service inside a pod, or
 * makes values, such as keys, that must be made only once. The inputs are read when the step starts; those that do not
 * exist are left out. Nothing of an input is ever logged.
 *
 * @public
 */
export interface CallStep extends StepBase {
  /** What tells it from the other steps. */
  kind: 'call';
  /** What it reads, by name. */
  inputs: Record<string, StepInput>;
  /** Does it, in a dry-run only as far as nothing changes. @throws what is tried again or fails the step */
  call(inputs: Partial<StepInputs>, context: CallContext): Promise<CallResult>;
  /** The objects that it makes, for a review, for rendering and for checking permissions beforehand. */
  produces?: ObjectKey[];
  /**
   * Those of them that are known when planning but for values that are made at run time: by them it is asked beforehand
   * whether what is there can be changed so.
   */
  drafts?: KubeObject[];
  /** What it needs to be allowed besides, for checking permissions beforehand. */
  needs?: { type: ResourceType; namespace?: string; verbs: string[] }[];
  /** What else it does, for a review: `register the key of worker-1`. */
  does?: string;
  /** Whether a dry-run may show the values of what it makes; default not. */
  showsValues?: boolean;
}

/** Deletes objects and waits until they are gone. @public */
export interface RemoveStep extends StepBase {
  /** What tells it from the other steps. */
  kind: 'remove';
  /** The objects; those that are not there count as gone. What bears another federation's label, or another hub's, stays. */
  keys: ObjectKey[];
  /** Those of them that are made with the federation's label: one without it has taken the place of ours, and stays. */
  labelled?: ObjectKey[];
}

/** One step of a plan. @public */
export type PlanStep =
  | EnsureStep
  | TransferStep
  | UntilStep
  | ProbeStep
  | CallStep
  | RemoveStep;

/** The steps from what is to what shall be: a DAG. @public */
export interface Plan {
  /** Name of the federation that it is for. */
  federation: string;
  /** Its hub, which is noted on what is made: `<identity of the cluster>/<namespace>`. */
  hub?: string;
  /** In an order in which they could be run one by one; independent ones run in parallel. */
  steps: PlanStep[];
  /** What of it was there before the federation: it is marked so, and released when the federation goes. */
  adopted?: StepInput[];
  /** What of it others manage fields of too: whether it can be changed is asked before anything is. */
  shared?: StepInput[];
}

/** Something that an adapter must see: before it can plan, or while a step waits. @public */
export interface ReadRequest {
  /** Name of the cluster. */
  cluster: string;
  /** The type of the objects. */
  type: ObjectKey['type'];
  /** Where; without it in the whole cluster. */
  namespace?: string;
  /** One object; without it every object that the selector matches. */
  name?: string;
  /** As Kubernetes takes it: `app=server`. */
  labelSelector?: string;
}
