import {
  KubeDeployment,
  KubePod,
} from '@backstage-federation/kubernetes-clusters';
import { Progress } from '@backstage-federation/plugin-federation-node';
import { podProblem, podText } from '../diagnose/podProblem';
import { condition, podFacts } from '../facts/pods';

/**
 * A pod that the Deployment's present template made; older ones say nothing about it. A template that differs in its
 * annotations or labels only makes new pods too: annotations hold what a process reads once, at its start, and a Deployment
 * that was adopted gets the federation's labels.
 */
function isOfTemplate(deployment: KubeDeployment, pod: KubePod): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  const template = deployment.spec?.template;
  for (const field of ['annotations', 'labels'] as const) {
    const wanted = Object.entries(template?.metadata?.[field] ?? {});
    if (wanted.some(([k, v]) => pod.metadata[field]?.[k] !== v)) return false;
  }
  const wanted = template?.spec?.containers?.[0];
  const has = pod.spec?.containers?.find(c => c.name === wanted?.name);
  return (
    has?.image === wanted?.image &&
    JSON.stringify(has?.args ?? []) === JSON.stringify(wanted?.args ?? [])
  );
}

/**
 * How far a Deployment of one Flower process is: done when its present template's pod is available, failed as soon
 * as that pod shows a reason that only a person can mend.
 *
 * @internal
 */
export function deploymentProgress(
  name: string,
  container: string,
  deployment: KubeDeployment | undefined,
  pods: KubePod[],
): Progress {
  if (!deployment) {
    return { state: 'waiting', message: `${name}: waiting for its Deployment` };
  }
  const { status, metadata, spec } = deployment;
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 1)) {
    return {
      state: 'waiting',
      message: `${name}: waiting for Kubernetes to see the change`,
    };
  }
  const replicas = spec?.replicas ?? 1;
  if (
    (status?.updatedReplicas ?? 0) >= replicas &&
    (status?.availableReplicas ?? 0) >= replicas
  ) {
    return { state: 'done', message: `${name}: running` };
  }
  const problems = pods
    .filter(pod => isOfTemplate(deployment, pod))
    .flatMap(pod => podProblem(podFacts(pod, container)) ?? []);
  const final = problems.find(problem => problem.final);
  if (final) {
    const { title, remedy } = podText(final);
    const detail = final.message ? ` (${final.message})` : '';
    return {
      state: 'failed',
      message: `${name}: ${title}${detail} ${remedy}`,
    };
  }
  const refused = condition(deployment, 'ReplicaFailure', 'True');
  if (refused) {
    return {
      state: 'waiting',
      message: `${name}: the cluster makes no pod: ${refused.message}`,
    };
  }
  return {
    state: 'waiting',
    message: problems.length
      ? `${name}: ${podText(problems[0]).title}`
      : `${name}: waiting for its pod`,
  };
}
