export { executePlan } from './executePlan';
export { PlanFailedError } from './PlanFailedError';
export type {
  ExecuteOptions,
  ExecutionEvent,
  ExecutionResult,
  FieldChange,
  ObjectResult,
  StepOutcome,
  StepResult,
} from './types';
