import {
  FindingText,
  flowerTexts,
  renderText,
  TextValues,
} from '@backstage-federation/plugin-federation-common';
import { PodFacts } from '../facts/pods';
import { LogFailure } from '../facts/superNodeLog';
import { Claim, firstOf, logSays, objectSays, Row } from './diagnosis';
import { exitCodeText } from './exitCode';

/** Why a pod does not run. @internal */
export interface PodProblem
  extends Pick<Claim, 'cause'>,
    Required<Pick<Claim, 'text' | 'severity'>> {
  params?: TextValues;
  /** Nothing will change unless somebody acts. */
  final: boolean;
  /** Flower itself ends, again and again. */
  crash?: true;
  /** What the cluster says, for evidence. */
  reason: string;
  message: string;
}

const IMAGE_REASONS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
]);
const CONFIG_REASONS = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

const problem = (
  text: string,
  more: Pick<PodProblem, 'final' | 'reason'> & Partial<PodProblem>,
): PodProblem => ({
  cause: text.split('.')[0],
  text,
  severity: 'error',
  ...more,
  message: more.message ?? '',
});

/** What a crash is called: its log often knows more than the cluster. */
function crashText(
  failure: LogFailure | undefined,
  last: { exitCode?: number; reason?: string } | undefined,
): Pick<PodProblem, 'text' | 'params'> & { cause?: string } {
  if (failure?.cause === 'bad-arguments') return { text: 'arguments-refused' };
  if (failure?.exitCode !== undefined) {
    const code = failure.exitCode;
    return {
      cause: `exit-code-${code}`,
      text: exitCodeText(code),
      params: { code },
    };
  }
  if (last?.reason === 'OOMKilled') return { text: 'pod-crash-loop.memory' };
  // Who does not trust the certificate ends so, and who finds no connector behind the listener.
  const cause = failure?.cause === 'tls-untrusted' ? failure.cause : undefined;
  return last?.exitCode === undefined
    ? { cause, text: 'pod-crash-loop' }
    : {
        cause,
        text: 'pod-crash-loop.status',
        params: { status: last.exitCode },
      };
}

const rows: Row<{ pod: PodFacts; failure?: LogFailure }, PodProblem>[] = [
  ({ pod: { status } }) => {
    if (status.phase !== 'Failed') return false;
    const { reason = 'Failed', message } = status;
    return reason === 'Evicted'
      ? problem('pod-evicted', { final: false, reason, message })
      : problem('pod-ended', {
          final: false,
          params: { reason },
          reason,
          message,
        });
  },
  ({ pod }) => {
    const { reason = '', message } = pod.container?.state?.waiting ?? {};
    const image = pod.container?.image ?? pod.image ?? 'the image';
    return (
      IMAGE_REASONS.has(reason) &&
      problem('pod-image-pull', {
        // A first failed pull is often followed by a good one.
        final: reason !== 'ErrImagePull',
        params: { image },
        reason,
        message,
      })
    );
  },
  ({ pod }) => {
    const { reason = '', message = '' } = pod.container?.state?.waiting ?? {};
    if (!CONFIG_REASONS.has(reason)) return false;
    const said = { final: true, reason, message };
    return /non-numeric user/.test(message)
      ? problem('pod-container-config.user', said)
      : problem('pod-container-config', {
          ...said,
          params: { message: message || reason },
        });
  },
  ({ pod: { container }, failure }) => {
    const { waiting, terminated } = container?.state ?? {};
    const loops = waiting?.reason === 'CrashLoopBackOff';
    const last = terminated ?? container?.lastState?.terminated;
    // A SuperNode ends with 0 when its SuperLink has restarted and forgot it; its next start registers anew.
    if (!(loops || terminated) || last?.exitCode === 0) return false;
    const {
      text,
      cause = text.split('.')[0],
      params,
    } = crashText(failure, last);
    return problem(text, {
      cause,
      params,
      final: loops,
      crash: true,
      reason: waiting?.reason || last?.reason || 'Error',
      message: waiting?.message || last?.message,
    });
  },
  ({ pod: { unscheduled } }) =>
    unscheduled &&
    problem('pod-unschedulable', {
      severity: 'warning',
      final: false,
      reason: unscheduled.reason ?? 'Unschedulable',
      message: unscheduled.message,
    }),
];

/** Why a container beside Flower's keeps its pod from being ready. */
function besideProblem(pod: PodFacts): PodProblem | undefined {
  for (const container of pod.beside) {
    const { name, image } = container;
    const found = firstOf(rows, { pod: { ...pod, container, image } });
    if (!found) continue;
    const { crash, final, reason, message } = found;
    return crash
      ? problem('pod-container-ends', {
          final,
          reason,
          message,
          params: { container: name },
        })
      : found;
  }
  return undefined;
}

/**
 * Finds why a pod does not run.
 *
 * @param pod - a pod that may be healthy
 * @param failure - what its log says of its end
 * @returns undefined when it runs or is on its way
 * @internal
 */
export const podProblem = (
  pod: PodFacts,
  failure?: LogFailure,
): PodProblem | undefined =>
  firstOf(rows, { pod, failure }) ?? besideProblem(pod);

/** What is found of a pod that does not run. @internal */
export function podClaim(
  what: 'superlink' | 'supernode',
  pod: PodFacts,
  { cause, text, params, severity, crash, reason, message }: PodProblem,
  failure?: LogFailure,
): Claim {
  const said = [reason, message].filter(Boolean).join(': ');
  return {
    cause: `${what}-${cause}`,
    text,
    severity,
    params,
    evidence: [
      objectSays(pod.source, said),
      ...(crash ? logSays(pod, failure?.line) : []),
    ],
  };
}

/** What is said of it. @internal */
export function podText({ text, params }: PodProblem): FindingText {
  const { title, explanation, remedy } = flowerTexts.findings[text];
  return {
    title: renderText(title, params),
    explanation: renderText(explanation, params),
    remedy: renderText(remedy, params),
  };
}
