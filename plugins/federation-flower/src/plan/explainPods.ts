import {
  Finding,
  FindingSubject,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { podFinding } from '../findings/podFinding';
import { Pod } from '../kube';
import { podProblem } from '../diagnose/podProblem';
import { sortPods } from '../facts/pods';

/** Findings for the newest pod of one Deployment, when it has a problem. @internal */
export function explainPods(
  what: 'superlink' | 'supernode',
  subject: FindingSubject,
  cluster: string,
  container: string,
  pods: KubeObject[],
): Finding[] {
  const [pod] = sortPods(pods as Pod[]);
  const problem = pod && podProblem(pod, container);
  if (!problem) return [];
  const namespace = pod.metadata.namespace ?? '';
  return [
    podFinding(what, subject, { cluster, namespace, pod }, problem, undefined),
  ];
}
