import { takenBy } from '@backstage-federation/plugin-federation-node';
import { FlowerContext } from '../facts/context';
import { FlowerProcess } from '../facts/process';
import { AUTHORITY_CONFIG_MAP } from '../names';
import {
  Claim,
  Diagnosis,
  down,
  objectSays,
  Row,
  starting,
  stuck,
  unknown,
  waiting,
} from './diagnosis';
import { scaledToZero } from './drift';
import { KeptOut } from './keptOut';
import { podClaim, podProblem } from './podProblem';

/** What the process of a SuperLink or SuperNode depends on. @internal */
export interface ProcessFacts
  extends FlowerProcess,
    Pick<FlowerContext, 'undeployed'> {
  /** What is known of its objects counts, and is not just what came so far. */
  seen: boolean;
  /** Why TLS or authentication keeps it out. */
  keptOut?: KeptOut;
}

const deploymentOf = ({ cluster, namespace, name }: ProcessFacts) =>
  `${cluster}/${namespace} Deployment ${name}`;

function podDoesNotRun(facts: ProcessFacts): Diagnosis | false {
  const { subject, pod, log, keptOut } = facts;
  const problem = pod && podProblem(pod, log?.failure);
  if (!problem) return false;
  const { since } = pod;
  // A process that is refused ends, again and again.
  if (problem.crash && keptOut) {
    const { cause, params } = keptOut;
    return { state: down(cause, { since, params }), finding: keptOut };
  }
  const { text, params, severity } = problem;
  const word =
    subject.kind === 'supernode' && severity === 'warning' ? stuck : down;
  return {
    state: word(text, { since, params }),
    finding: podClaim(subject.kind, pod, problem, log?.failure),
  };
}

/** Whether there is a SuperLink or SuperNode at all. @internal */
export const presenceRows: Row<ProcessFacts>[] = [
  ({ undeployed }) => undeployed && { state: waiting('workload-not-deployed') },
  ({ seen, cluster, status }) =>
    !seen && {
      state: unknown(
        status ? `cluster-${status.state}` : 'cluster-not-configured',
        { params: { cluster }, since: status?.since },
      ),
    },
  facts => {
    const { subject, name, deployment, taken } = facts;
    if (deployment || !taken) return false;
    const by = takenBy(taken);
    return {
      state: down('deployment-taken', { params: { name, by } }),
      finding: {
        cause: `${subject.kind}-taken`,
        severity: 'error',
        params: { name: subject.label, object: name, by },
        evidence: [objectSays(deploymentOf(facts), `It is of ${by.text}.`)],
      },
    };
  },
  ({ deployment, awaited }) =>
    !deployment && awaited && { state: waiting('workload-not-deployed') },
  ({ subject, cluster, namespace, name, deployment }) =>
    !deployment && {
      state: down('deployment-missing', { params: { name } }),
      finding: {
        cause: `${subject.kind}-missing`,
        severity: 'error',
        params: { name: subject.label },
        evidence: [
          objectSays(
            `${cluster}/${namespace}`,
            `There is no Deployment ${name}.`,
          ),
        ],
      },
    },
];

/** That its place has lost the certificate of the authority. What runs goes on; what starts anew cannot. @internal */
export const authorityNote: Row<ProcessFacts, Claim> = facts => {
  const { subject, cluster, namespace, authorityMissing, pod } = facts;
  const place = `${cluster}/${namespace}`;
  return (
    authorityMissing && {
      cause: `${subject.kind}-authority-missing`,
      severity:
        subject.kind === 'supernode' && pod?.ready ? 'warning' : 'error',
      params: { configMap: AUTHORITY_CONFIG_MAP, place },
      evidence: [
        objectSays(`${place} ConfigMap ${AUTHORITY_CONFIG_MAP}`, 'Not found.'),
      ],
    }
  );
};

/** Why it does not run. None holds when it runs. @internal */
export const podRows: Row<ProcessFacts>[] = [
  facts =>
    (facts.deployment?.spec?.replicas ?? 1) === 0 && {
      state: down('deployment-scaled-to-zero', {
        params: { name: facts.name },
      }),
      finding: scaledToZero(facts),
    },
  facts => {
    const { subject, pod, refused } = facts;
    if (pod || !refused) return false;
    const message = refused.message ?? refused.reason ?? '';
    return {
      state: down('pod-refused', {
        params: { message },
        since: refused.lastTransitionTime,
      }),
      finding: {
        cause: `${subject.kind}-pod-refused`,
        severity: 'error',
        params: { name: subject.label },
        evidence: [
          {
            kind: 'condition',
            source: `${deploymentOf(facts)} condition ReplicaFailure`,
            text: message,
          },
        ],
      },
    };
  },
  ({ pod }) => !pod && { state: starting('pod-awaited') },
  podDoesNotRun,
  ({ pod }) =>
    pod?.ending && { state: starting('pod-ending', { since: pod.since }) },
  ({ pod }) => {
    if (pod?.ready) return false;
    const { since } = pod ?? {};
    const reason = pod?.container?.state?.waiting?.reason;
    return {
      state:
        reason && reason !== 'ContainerCreating'
          ? starting('pod-starting.waits', { since, params: { reason } })
          : starting('pod-starting', { since }),
    };
  },
];
