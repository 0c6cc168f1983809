import { OperatorObjects } from '../../operator/facts';
import { OperatorCause } from '../../operator/causes';

/** One row of what was measured on a real OLM: what stands on the objects, what it comes to, and what is said of it. */
export type Row = [
  situation: string,
  seen: Partial<OperatorObjects>,
  cause: OperatorCause,
  said: RegExp[],
];
