import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { ControlReading } from '../control/types';
import { FlowerProcess } from './process';

/** What the whole federation's workload says, for each of its parts. @internal */
export interface FlowerContext {
  spec: FlowerFederationSpec;
  control: ControlReading | undefined;
  now: Date;
  /** Nothing is there: the federation is being made, or its workload was taken away. */
  undeployed: boolean;
}

/** All that is known of the SuperLink. @internal */
export interface SuperLinkFacts extends FlowerProcess, FlowerContext {
  /** How many SuperNodes it still lists that have ended. */
  gone: number;
}
