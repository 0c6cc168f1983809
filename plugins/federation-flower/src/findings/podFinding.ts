import {
  Evidence,
  Finding,
  FindingSubject,
} from '@backstage-federation/plugin-federation-common';
import { explainExitCode } from '../logs/exitCodes';
import { LogFailure, logFailure, logLines } from '../facts/superNodeLog';
import { Pod } from '../kube';
import { PodProblem } from '../diagnose/podProblem';

/** Where a pod is, for evidence. */
export interface PodPlace {
  cluster: string;
  namespace: string;
  pod: Pod;
}

/** @internal */
export const podSource = ({ cluster, namespace, pod }: PodPlace) =>
  `${cluster}/${namespace} Pod ${pod.metadata.name}`;

function ofFailure(failure: LogFailure) {
  if (failure.cause === 'bad-arguments') {
    return {
      cause: 'arguments-refused',
      title: 'This Flower release refuses the arguments it was started with.',
      explanation:
        'Arguments come and go between Flower releases. The image is of another release than the one the arguments are for.',
      remedy:
        'Give image and federation the same Flower version, then apply the federation again.',
    };
  }
  if (failure.exitCode !== undefined) {
    const { title, remedy } = explainExitCode(failure.exitCode);
    return {
      cause: `exit-code-${failure.exitCode}`,
      title: `Flower ended: ${title}.`,
      explanation: `Flower gave its exit code ${failure.exitCode}, which means that ${title}.`,
      remedy,
    };
  }
  return undefined;
}

/**
 * A finding for a pod that does not run.
 *
 * @param what - `superlink` or `supernode`, begins the cause
 * @param log - the pod's log, when there is one: it often knows more than the cluster
 * @internal
 */
export function podFinding(
  what: 'superlink' | 'supernode',
  subject: FindingSubject,
  place: PodPlace,
  problem: PodProblem,
  log: string | undefined,
): Finding {
  const failure =
    problem.cause === 'crash-loop' && log
      ? logFailure(logLines(log))
      : undefined;
  const text = (failure && ofFailure(failure)) ?? {
    cause: `pod-${problem.cause}`,
    title: problem.title,
    explanation: problem.explanation,
    remedy: problem.remedy,
  };
  const evidence: Evidence[] = [
    {
      kind: 'object',
      source: podSource(place),
      text: [problem.reason, problem.message].filter(Boolean).join(': '),
    },
    ...(failure
      ? [
          {
            kind: 'log' as const,
            source: podSource(place),
            text: failure.line,
          },
        ]
      : []),
  ];
  return {
    cause: `${what}-${text.cause}`,
    severity: problem.cause === 'unschedulable' ? 'warning' : 'error',
    subject,
    title: text.title,
    explanation: text.explanation,
    evidence,
    remedy: { text: text.remedy },
  };
}
