import { ServiceUnavailableError } from '@backstage/errors';

/** Flower's own codes of refusals that are told apart (1.33 and later; earlier releases say it in words). @internal */
export const CONTROL_CODES = {
  runNotFound: 16,
  runFinished: 18,
  keyInUse: 23,
  nodeNotFound: 24,
} as const;

const WORDS: [RegExp, number][] = [
  [/Public key already in use/, CONTROL_CODES.keyInUse],
  [/Node ID not found/, CONTROL_CODES.nodeNotFound],
  [/Run ID not found/, CONTROL_CODES.runNotFound],
  [/Run ID \d+ is already finished/, CONTROL_CODES.runFinished],
];

/** What a SuperLink answers to a call that it refuses. @internal */
export class ControlApiError extends ServiceUnavailableError {
  /** Flower's own code, when it is one of those known here. */
  readonly code?: number;
  /** What it said, without where. */
  readonly reason: string;

  constructor(message: string, text: string, code?: number) {
    super(message);
    this.reason = text || message;
    this.name = 'ServiceUnavailableError';
    this.code = code ?? WORDS.find(([words]) => words.test(text))?.[1];
  }
}
