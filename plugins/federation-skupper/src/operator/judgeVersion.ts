import { OperatorVerdict } from './causes';
import { OperatorFacts } from './facts';
import { CHANNEL, OPERATORS_NAMESPACE } from './objects';
import { workloadState } from './workload';

/** Phases in which a version is on its way. */
const ON_ITS_WAY = ['Pending', 'InstallReady', 'Installing', 'Unknown'];
/** Of a version whose Deployment did not become available in time: OLM begins again and again. */
const TOO_LATE = ['InstallCheckFailed', 'NeedsReinstall'];

/** Whether a channel is one of Skupper 2: `stable-2`, `stable-2.1`. @internal */
export function isOfSkupper2(channel: string | undefined): boolean {
  return /(^|[-v])2(\.|$)/.test(channel ?? '');
}

/** Whether the operator is Skupper 1, which no federation can use. @internal */
export function judgeMajor(facts: OperatorFacts): OperatorVerdict | undefined {
  const { major, subscription, version, versionName = '' } = facts;
  if (major !== 1) return undefined;
  if (!subscription) {
    // Only one that is there by itself is in the way; a Subscription would be refused because of it.
    return version && { cause: 'v1-unsubscribed', params: paramsOf(facts) };
  }
  const { channel } = subscription.spec ?? {};
  return isOfSkupper2(channel)
    ? undefined
    : {
        cause: 'v1',
        params: { ...paramsOf(facts), version: versionName, wanted: CHANNEL },
      };
}

/** Whether Skupper 1 is still there though its Subscription asks for Skupper 2. @internal */
export function judgeStaying(
  facts: OperatorFacts,
): OperatorVerdict | undefined {
  return facts.major === 1
    ? { cause: 'v1-stays', params: paramsOf(facts) }
    : undefined;
}

/** How far OLM is with the ClusterServiceVersion, and what keeps it from going on. @internal */
export function judgeVersion(
  facts: OperatorFacts,
): OperatorVerdict | undefined {
  const {
    phase,
    reason = '',
    message = 'no reason given',
  } = facts.version?.status ?? {};
  if (facts.major === 1 || !facts.version || !phase) return undefined;
  const params = paramsOf(facts);
  const late = TOO_LATE.includes(reason);
  if (phase === 'Failed' && reason === 'UnsupportedOperatorGroup') {
    return { cause: 'unsupported-group', params: { ...params, message } };
  }
  if (phase === 'Failed' && !late) {
    return { cause: 'version-failed', params: { ...params, reason, message } };
  }
  if (late) return judgeWorkload(facts, message);
  if (phase === 'Pending' && reason === 'RequirementsNotMet') {
    return {
      cause: 'requirements',
      params: { ...params, message: unmet(facts) ?? message },
    };
  }
  return ON_ITS_WAY.includes(phase) ? judgeWorkload(facts) : undefined;
}

function paramsOf({ subscription, versionName, version }: OperatorFacts) {
  return {
    namespace: OPERATORS_NAMESPACE,
    version: version?.metadata.name ?? versionName ?? '',
    subscription: subscription?.metadata.name ?? '',
    channel: subscription?.spec?.channel ?? '',
  };
}

function unmet({ version }: OperatorFacts): string | undefined {
  const missing = (version?.status?.requirementStatus ?? [])
    .filter(({ status }) => status !== 'Present')
    .map(({ kind, name, status, message }) =>
      [`${kind} ${name}`, message ?? status].filter(Boolean).join(': '),
    );
  return missing.length ? missing.join('; ') : undefined;
}

/** @param late - what OLM says when the Deployment did not become available in time */
function judgeWorkload(facts: OperatorFacts, late?: string): OperatorVerdict {
  const states = facts.deployments
    .map(deployment => workloadState(deployment, facts.pods))
    .filter(({ available }) => !available);
  const reason = states.find(state => state.reason)?.reason;
  // OLM forgets within a quarter of a second that it was too late.
  const before = facts.version?.status?.conditions?.some(
    condition => condition.reason === 'InstallCheckFailed',
  );
  const again = before && states.length ? 'it was too late once' : undefined;
  const why = reason ?? late ?? again;
  const counts = states.map(state => state.message).join(', ');
  const params = paramsOf(facts);
  return why
    ? {
        cause: 'not-available',
        params: {
          ...params,
          message: [counts, why].filter(Boolean).join(': '),
        },
      }
    : {
        cause: 'installing',
        params: {
          ...params,
          message: ` (${[facts.version?.status?.phase, counts]
            .filter(Boolean)
            .join('; ')})`,
        },
      };
}
