import { Finding } from '@backstage-federation/plugin-federation-common';
import { ObjectResult, StepResult } from './types';

const MAX_LISTED = 12;

function existing(steps: StepResult[]): string {
  const objects = steps
    .flatMap(step => step.objects)
    .filter(({ outcome }) => outcome === 'created' || outcome === 'changed');
  if (objects.length === 0) {
    return 'Nothing was changed.';
  }
  const label = ({ cluster, kind, namespace, name }: ObjectResult) =>
    `${cluster}: ${kind} ${namespace ? `${namespace}/` : ''}${name}`;
  const listed = [...new Set(objects.map(label))];
  const more = listed.length - MAX_LISTED;
  return `Created or changed so far: ${listed.slice(0, MAX_LISTED).join(', ')}${
    more > 0 ? ` and ${more} more` : ''
  }.`;
}

function reason(step: StepResult, findings: Map<string, Finding[]>): string {
  const found = findings.get(step.id) ?? [];
  if (found.length === 0) {
    return `- ${step.title}: ${step.message}`;
  }
  return found
    .map(
      ({ title, explanation, remedy }) =>
        `- ${step.title}: ${title}\n  ${explanation}\n  What to do: ${remedy.text}`,
    )
    .join('\n');
}

/**
 * A plan that did not come to its end. The message says what failed and why, in the words of the findings where there are
 * some, and what exists.
 *
 * @public
 */
export class PlanFailedError extends Error {
  /** Every step of the plan with what became of it. */
  readonly results: StepResult[];
  /** What explains the failure, of all failed steps. */
  readonly findings: Finding[];
  /** True when the signal aborted, and nothing else went wrong before; `name` is `AbortError` then. */
  readonly cancelled: boolean;

  constructor(options: {
    results: StepResult[];
    findings: Map<string, Finding[]>;
    cancelled: boolean;
  }) {
    const { results, findings, cancelled } = options;
    const failed = results.filter(({ outcome }) => outcome === 'failed');
    const notStarted = results.filter(
      ({ outcome }) => outcome === 'skipped',
    ).length;
    const lines = [
      cancelled
        ? 'Cancelled before the end.'
        : `${failed.length} of ${results.length} steps failed${
            notStarted > 0 ? `, ${notStarted} were not started` : ''
          }:`,
      ...failed.map(step => reason(step, findings)),
      `${existing(results)} Running the same again goes on from there.`,
    ];
    super(lines.join('\n'));
    this.name = cancelled ? 'AbortError' : 'PlanFailedError';
    this.results = results;
    this.findings = [...findings.values()].flat();
    this.cancelled = cancelled;
  }
}
