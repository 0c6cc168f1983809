import {
  Finding,
  FindingSubject,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject, KubePod } from '@backstage-federation/kubernetes-clusters';
import { findingOf } from '../diagnose/diagnosis';
import { podClaim, podProblem } from '../diagnose/podProblem';
import { podFacts, sortPods } from '../facts/pods';

/** Findings for the newest pod of one Deployment, when it has a problem. @internal */
export function explainPods(
  what: 'superlink' | 'supernode',
  subject: FindingSubject,
  cluster: string,
  container: string,
  pods: KubeObject[],
): Finding[] {
  const [newest] = sortPods(pods as KubePod[]);
  const pod = newest && podFacts(newest, container, cluster);
  const problem = pod && podProblem(pod);
  return problem ? [findingOf(subject, podClaim(what, pod, problem))] : [];
}
