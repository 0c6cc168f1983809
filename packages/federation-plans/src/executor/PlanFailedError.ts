import { Finding } from '@backstage-federation/plugin-federation-common';
import { ObjectResult, StepResult } from './types';

const MAX_LISTED = 12;

const DONE = [
  {
    outcomes: ['created', 'changed'],
    did: 'Created or changed so far',
    would: 'Would be created or changed',
  },
  {
    outcomes: ['removed'],
    did: 'Removed so far',
    would: 'Would be removed',
  },
];

/** What was done before it failed, or, of a dry-run, what would be. */
function existing(steps: StepResult[], dryRun: boolean): string {
  const objects = steps.flatMap(step => step.objects);
  const label = ({ cluster, kind, namespace, name }: ObjectResult) =>
    `${cluster}: ${kind} ${namespace ? `${namespace}/` : ''}${name}`;
  const sentences = DONE.flatMap(({ outcomes, did, would }) => {
    const listed = [
      ...new Set(
        objects.filter(({ outcome }) => outcomes.includes(outcome)).map(label),
      ),
    ];
    if (listed.length === 0) return [];
    const more = listed.length - MAX_LISTED;
    return `${dryRun ? would : did}: ${listed.slice(0, MAX_LISTED).join(', ')}${
      more > 0 ? ` and ${more} more` : ''
    }.`;
  });
  if (dryRun) return ['Nothing was changed.', ...sentences].join(' ');
  return [
    ...(sentences.length ? sentences : ['Nothing was changed.']),
    'Running the same again goes on from there.',
  ].join(' ');
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
    /** Nothing was stored: the results say what would be. */
    dryRun?: boolean;
  }) {
    const { results, findings, cancelled, dryRun = false } = options;
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
      existing(results, dryRun),
    ];
    super(lines.join('\n'));
    this.name = cancelled ? 'AbortError' : 'PlanFailedError';
    this.results = results;
    this.findings = [...findings.values()].flat();
    this.cancelled = cancelled;
  }
}
