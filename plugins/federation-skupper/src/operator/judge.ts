import { OperatorVerdict } from './causes';
import { OperatorFacts } from './facts';
import { judgeNamespace } from './judgeNamespace';
import { judgePlan } from './judgePlan';
import { judgeResolution } from './judgeResolution';
import { judgeMajor, judgeStaying, judgeVersion } from './judgeVersion';
import { OPERATORS_NAMESPACE, PACKAGE } from './objects';

/**
 * How far the operator is. What works counts, whatever is said of what may come after it; then what will not change by itself,
 * then how far it has come, and only then what OLM says of the namespace as a whole.
 *
 * @internal
 */
export function judgeOperator(facts: OperatorFacts): OperatorVerdict {
  const { installed, subscription, version } = facts;
  if (installed) {
    return { cause: 'installed', params: { version: installed.metadata.name } };
  }
  return (
    judgeMajor(facts) ??
    (subscription || version
      ? judgeNamespace(facts)
      : {
          cause: 'subscription-gone',
          params: { namespace: OPERATORS_NAMESPACE, package: PACKAGE },
        }) ??
    firstOf(facts) ?? { cause: 'resolving', params: {} }
  );
}

function firstOf(facts: OperatorFacts): OperatorVerdict | undefined {
  const plan = judgePlan(facts);
  const onItsWay = plan?.cause === 'installing' || plan?.cause === 'unpacking';
  return (
    (onItsWay ? undefined : plan) ??
    judgeVersion(facts) ??
    plan ??
    judgeResolution(facts) ??
    judgeStaying(facts)
  );
}
