import type { KubeObject } from '../../client';
import type { SkupperControllerOptions } from '../skupper/options';
import type { CollectorDelays } from '../../__testUtils__/inProcessCluster';

/** A difference from a recording that stays, and why. */
export interface Exclusion {
  /** Names of objects, e.g. `c1 Site fed/hub#1`. */
  object: RegExp;
  /** What is not compared of them; without it, nothing of them is. */
  paths?: RegExp;
  /** Whether the order and the times of their states are not compared, but only which they have in the end. */
  endOnly?: boolean;
  why: string;
}

/** What a controller's operator does at a time. */
export interface Operation {
  t: number;
  cluster: string;
  /** `start` also restarts. */
  do: 'start' | 'stop';
  options?: Partial<SkupperControllerOptions>;
}

/** How to do again what was recorded. */
export interface Scenario {
  name: string;
  /**
   * When the controller of a cluster looks at all objects again: the first time in the recording, in seconds; then
   * every 30 s. A recording doesn't tell this, but the changes that wait for it do.
   */
  resyncs?: Record<string, number>;
  /** The same for pods and Services, of which it does so every 5 minutes. */
  coreResyncs?: Record<string, number>;
  /** How late the garbage collector is, where it matters. */
  collectAfterMs?: CollectorDelays;
  /** What was there before and isn't in the recording: Sites, whose routers run, and after them what is theirs. */
  before?: [cluster: string, object: KubeObject][];
  /** Clusters whose controller doesn't run at the beginning. */
  asleep?: string[];
  /** Starts and stops of the controllers. */
  operations?: Operation[];
  options?: Partial<SkupperControllerOptions>;
  exclusions?: Exclusion[];
}
